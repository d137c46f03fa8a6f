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
        adaptive: None,
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

/// The same three answers as those of an adaptive test with five items in its pool.
fn adaptive_record() -> AttemptRecord {
    let of = |item: &str, a: i32, b: i32| RecordedPoolItem {
        item: item.to_owned(),
        competency: "alpha".into(),
        points: 2,
        parameters: (a, b).try_into().expect("within bounds"),
        counts: true,
    };
    let pool = vec![
        of("cau-1", 1_200_000, -500_000),
        of("cau-2", 800_000, 250_000),
        of("cau-3", 1_950_000, 1_000_000),
        of("cau-4", 900_000, -1_500_000),
        of("cau-5", 1_500_000, 2_000_000),
    ];
    // Worked out by tests/independent/replay_attempt.py.
    let (ability, ability_error) = (266_926, 713_840);
    let adaptive = RecordedAdaptive {
        least_items: 2,
        most_items: 5,
        standard_error: 300_000,
        randomesque: 5,
        quadrature: Quadrature::OURS,
        pool,
        ability,
        ability_error,
    };
    let stored = StoredResult { outcome: "failed".into(), earned: Centipoints(462), possible: Centipoints(1_000) };
    AttemptRecord { adaptive: Some(adaptive), stored, ..record() }
}

#[test]
fn an_adaptive_record_is_scored_by_what_is_expected_on_the_pool() {
    let read = read("a.json", &adaptive_record().bytes()).expect("a good record");
    assert_eq!(read, adaptive_record());
    let replayed = replay(&read);
    assert!(replayed.agrees, "{replayed:?}");
    let mut short = adaptive_record();
    short.adaptive.as_mut().expect("adaptive").least_items = 4;
    assert_eq!(replay(&short).standing.score.earned, Centipoints(0));
}

#[test]
fn an_adaptive_record_that_was_altered_is_refused_or_disagrees() {
    let alterations: [Alteration; 5] = [
        ("wrong-shape", |value| value["adaptive"]["pool"][3]["parameters"] = vec![1, 1].into()),
        ("inconsistent", |value| value["adaptive"]["quadrature"]["nodes"] = 41.into()),
        ("inconsistent", |value| value["adaptive"]["pool"][1]["points"] = 1.into()),
        ("inconsistent", |value| value["adaptive"]["pool"][4]["counts"] = false.into()),
        ("inconsistent", |value| value["adaptive"]["pool"][0]["item"] = "cau-9".into()),
    ];
    for (code, alter) in alterations {
        let mut value = serde_json::to_value(adaptive_record()).expect("plain data");
        alter(&mut value);
        let mistakes = read("a.json", canonical(&value).as_bytes()).expect_err(code);
        assert_eq!(mistakes.iter().next().map(|mistake| mistake.code), Some(code), "{mistakes}");
    }
    let mut other = adaptive_record();
    other.adaptive.as_mut().expect("adaptive").ability += 1;
    assert!(!replay(&other).agrees);
    let mut other = adaptive_record();
    other.adaptive.as_mut().expect("adaptive").pool[4].parameters = (1_500_000, -2_000_000).try_into().expect("bounds");
    assert!(!replay(&other).agrees);
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
