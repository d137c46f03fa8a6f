//! Records that are read as they were written, and what is refused.

use super::*;
use crate::domain::assessment::key::{Answer, PartialCredit};
use proptest::prelude::*;

/// The mistake that it makes, and how.
type Alteration = (&'static str, fn(&mut Value));

fn item(number: i64, chosen: &[&str]) -> RecordedItem {
    let key = ItemKey {
        answer: Answer::Correct(vec!["a".into(), "c".into()]),
        points: 2,
        partial_credit: PartialCredit::SumClamped,
    };
    let value = Response::Choice(chosen.iter().map(|id| (*id).to_owned()).collect());
    let mut item = RecordedItem {
        number,
        item: format!("cau-{number}"),
        item_type: ItemType::MultipleChoice,
        competency: "alpha".into(),
        options: ["d", "a", "c", "b"].map(str::to_owned).to_vec(),
        key,
        key_revision: "r1".into(),
        counts: true,
        response: Some(RecordedResponse { value, revision: 1, saved_at: "2026-12-01T02:00:00Z".into() }),
        earned: Centipoints(0),
        deducted: Centipoints(0),
        possible: Centipoints(200),
    };
    item.earned = Centipoints(match chosen {
        ["a", "c"] => 200,
        ["a"] => 100,
        _ => 0,
    });
    item
}

fn record() -> AttemptRecord {
    let time = || "2026-12-01T02:00:00Z".to_owned();
    let items = vec![item(1, &["a", "c"]), item(2, &["a"]), item(3, &[])];
    AttemptRecord {
        format: FORMAT.into(),
        version: VERSION,
        attempt: About {
            id: "0".repeat(26),
            assessment: "thử".into(),
            assessment_version: 1,
            bank_revision: "r1".into(),
            language: "vi".into(),
            started_at: time(),
            deadline: time(),
            closed_at: time(),
            by_timeout: false,
        },
        rules_version: 1,
        cuts: RecordedCuts { whole: CutScore::try_from(5_000).expect("a cut"), by_competency: BTreeMap::new() },
        wrong_costs: None,
        grades: Vec::new(),
        grade: None,
        decisions: Vec::new(),
        keys_sha256: AttemptRecord::hash_of_keys(&items),
        items,
        stored: StoredResult { outcome: "passed".into(), earned: Centipoints(300), possible: Centipoints(600) },
    }
}

#[test]
fn a_record_is_read_as_it_was_written_and_agrees() {
    let read = read("a.json", &record().bytes()).expect("a good record");
    assert_eq!(read, record());
    assert!(replay(&read).agrees);
}

#[test]
fn what_was_altered_is_refused_or_disagrees() {
    let alterations: [Alteration; 9] = [
        ("unknown-version", |value| value["version"] = 2.into()),
        ("not-an-attempt", |value| value["format"] = "x".into()),
        ("wrong-shape", |value| value["surprise"] = 1.into()),
        ("unknown-field", |value| value["items"][0]["key"]["surprise"] = 1.into()),
        ("inconsistent", |value| value["items"][0]["key"]["points"] = 3.into()),
        ("inconsistent", |value| value["items"][1]["response"]["value"]["choice"] = vec!["z"].into()),
        ("inconsistent", |value| value["items"][1]["counts"] = false.into()),
        ("inconsistent", |value| value["items"][1]["number"] = 7.into()),
        ("inconsistent", |value| value["rules_version"] = 9.into()),
    ];
    for (code, alter) in alterations {
        let mut value = serde_json::to_value(record()).expect("plain data");
        alter(&mut value);
        let mistakes = read("a.json", canonical(&value).as_bytes()).expect_err(code);
        assert_eq!(mistakes.iter().next().map(|mistake| mistake.code), Some(code), "{mistakes}");
    }
    for (outcome, earned) in [("failed", 300), ("passed", 301)] {
        let mut other = record();
        other.stored.outcome = outcome.into();
        other.stored.earned = Centipoints(earned);
        assert!(!replay(&read("a.json", &other.bytes()).expect("well-formed")).agrees);
    }
}

#[test]
fn a_withdrawn_item_counts_neither_way() {
    let mut without = record();
    let withdrawn = RecordedDecision {
        id: "1".into(),
        number: 1,
        item: "cau-2".into(),
        ruling: "withdrawn".into(),
        key_revision: None,
        confirmed_at: "2026-12-02T02:00:00Z".into(),
    };
    without.decisions.push(withdrawn);
    let item = &mut without.items[1];
    (item.counts, item.earned, item.possible) = (false, Centipoints(0), Centipoints(0));
    without.stored = StoredResult { outcome: "passed".into(), earned: Centipoints(200), possible: Centipoints(400) };
    assert!(replay(&read("a.json", &without.bytes()).expect("consistent")).agrees);
}

proptest! {
    #[test]
    fn no_bytes_break_the_reader(cut in 0_usize..2_000, byte: u8, place in 0_usize..2_000) {
        let mut bytes = record().bytes();
        let (place, cut) = (place % bytes.len(), cut % bytes.len());
        bytes[place] = byte;
        drop(read("a.json", &bytes));
        drop(read("a.json", &bytes[..cut]));
    }
}
