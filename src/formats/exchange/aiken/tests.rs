//! Files of others, and laws for all banks.

use super::*;
use crate::domain::assessment::bank::{Bank, Competency};
use crate::domain::assessment::item::{ItemKind, ItemType};
use crate::domain::assessment::key::Answer;
use crate::domain::text::{Language, Localized};
use crate::formats::bank::laws::bank;
use crate::formats::exchange::plain_text::{lines_of, markdown_of_lines};
use proptest::prelude::*;
use proptest::sample::select;
use std::path::Path;
use std::time::{Duration, Instant};
use time::macros::date;

fn assumed(language: Language) -> Assumed {
    Assumed { code: "kho".to_owned(), language, today: date!(2026 - 11 - 26), competencies: Vec::new() }
}

fn fixture(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/exchange/aiken").join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn mistakes(text: &str) -> Vec<String> {
    match read("q.txt", text.as_bytes(), &assumed(Language::Vi)).bank {
        Ok(_) => Vec::new(),
        Err(mistakes) => mistakes.iter().map(ToString::to_string).collect(),
    }
}

/// A text as plain lines in the one language.
fn plain(texts: &mut Localized, (from, to): (Language, Language), between: &str) {
    texts.0 = [(to, markdown_of_lines(&lines_of(texts.get(from)).0.join(between)))].into();
}

/// The bank as it comes back: single choices without markup, told by their order; nothing else of them.
fn narrowed(bank: &Bank, languages: (Language, Language)) -> Bank {
    let mut bank = bank.clone();
    let to = languages.1;
    let say = |vi: &str, en: &str| if to == Language::Vi { vi.to_owned() } else { en.to_owned() };
    let only = |text: String| Localized([(to, text)].into());
    bank.items.retain(|item| item.face.item_type == ItemType::SingleChoice);
    for (index, item) in bank.items.iter_mut().enumerate() {
        let face = &mut item.face;
        face.id = format!("item-{:03}", index + 1);
        face.simulation = None;
        face.keeps_order = false;
        if let Some(stimulus) = face.stimulus.take() {
            let before = stimulus.text.get(languages.0);
            let both = format!("{before}\n\n{}", face.stem.get(languages.0));
            face.stem.0.insert(languages.0, both);
        }
        plain(&mut face.stem, languages, "\n");
        face.options.iter_mut().for_each(|option| plain(&mut option.text, languages, " "));
        item.key.points = 1;
        item.traits.competency = say("chung", "general");
        item.traits.level = 1;
        item.traits.kind = ItemKind::Knowledge;
        item.traits.enemies.clear();
        item.digcomp.clear();
        item.frameworks.clear();
        item.accepts.clear();
        item.explanation.source = say("Chưa ghi nguồn", "Source not stated");
        item.explanation.as_of = date!(2026 - 11 - 26);
        item.explanation.review_by = date!(2027 - 11 - 26);
        item.explanation.rationale = only("-".to_owned());
        item.explanation.legal_basis = only("-".to_owned());
    }
    Bank {
        code: "kho".to_owned(),
        title: only("kho".to_owned()),
        description: only("kho".to_owned()),
        languages: vec![to],
        framework: "-".to_owned(),
        licence: "-".to_owned(),
        authors: Vec::new(),
        competencies: vec![Competency { code: say("chung", "general"), title: only(say("Chung", "General")) }],
        pictures: [].into(),
        simulations: [].into(),
        items: bank.items,
    }
}

/// Whether an item is told to be missing from the file.
fn is_dropped(ledger: &Ledger, id: &str) -> bool {
    let is_it = |loss: &&super::super::ledger::Loss| {
        *loss.place.file == *format!("made-up/{id}") && !matches!(loss.code, "question-only" | "one-language")
    };
    ledger.losses().into_iter().filter(is_it).any(|loss| loss.fate == super::super::ledger::Fate::Dropped)
}

proptest! {
    #[test]
    fn single_choices_come_back_in_plain_words(mut bank in bank(), wanted in select(vec![Language::Vi, Language::En])) {
        let (bytes, ledger) = write(&bank, wanted);
        let text = String::from_utf8(bytes.clone()).expect("UTF-8");
        for item in &bank.items {
            let place = format!("made-up/{}", item.face.id);
            prop_assert!(ledger.losses().iter().any(|loss| *loss.place.file == *place));
            let is_single = item.face.item_type == ItemType::SingleChoice;
            prop_assert!(is_single || is_dropped(&ledger, &item.face.id));
        }
        bank.items.retain(|item| !is_dropped(&ledger, &item.face.id));
        let from = if bank.languages.contains(&wanted) { wanted } else { bank.languages[0] };
        let expected = narrowed(&bank, (from, wanted));
        let reading = read("bank.txt", &bytes, &assumed(wanted));
        prop_assert!(!reading.ledger.has_loss());
        if expected.items.is_empty() {
            prop_assert!(reading.bank.is_err());
            return Ok(());
        }
        prop_assert!(looks_like_aiken(&text), "{}", text);
        let folder = reading.bank.map_err(|mistakes| TestCaseError::fail(format!("{mistakes}\n{text}")))?;
        prop_assert_eq!(&folder.bank, &expected, "{}", text);
        prop_assert_eq!(write(&folder.bank, wanted).0, bytes);
    }

    #[test]
    fn any_text_is_answered(
        text in "([ -~]|\n|\n\n|\nA\\. |\nB\\) |\nC\\. |\na\\) |\nANSWER: |A|B|ế|\r){0,60}",
        bytes in proptest::collection::vec(any::<u8>(), 0..200),
    ) {
        looks_like_aiken(&text);
        for bytes in [text.as_bytes(), &bytes] {
            if let Err(mistakes) = read("q.txt", bytes, &assumed(Language::Vi)).bank {
                prop_assert!(!mistakes.is_empty());
                prop_assert!(mistakes.iter().all(|mistake| mistake.line > 0 && mistake.column > 0));
            }
        }
    }
}

#[test]
fn a_file_is_read_as_it_is_written() {
    let text = fixture("good/questions.txt");
    assert!(looks_like_aiken(&text));
    let reading = read("questions.txt", text.as_bytes(), &assumed(Language::Vi));
    let found = reading.transcript.files().into_iter().fold(String::new(), |out, (name, bytes)| {
        out + &format!("# {name}\n{}\n", String::from_utf8(bytes).expect("UTF-8"))
    });
    let found = format!("{found}# ledger\n{}", reading.ledger);
    if std::env::var_os("BLESS").is_some() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/exchange/aiken/good/questions.expected");
        std::fs::write(path, &found).expect("written");
    }
    assert_eq!(found, fixture("good/questions.expected"));
    let bank = reading.bank.expect("nothing is wrong").bank;
    let keys: Vec<&Answer> = bank.items.iter().map(|item| &item.key.answer).collect();
    assert_eq!(keys, ["b", "a", "c"].map(|key| Answer::Correct(vec![key.to_owned()])).iter().collect::<Vec<_>>());
}

#[test]
fn line_ends_of_other_systems_change_nothing() {
    for name in ["good/questions.txt", "bad/questions.txt"] {
        let text = fixture(name);
        let told = |text: &str| {
            let Reading { ledger, transcript, bank } = read("q.txt", text.as_bytes(), &assumed(Language::Vi));
            (ledger, transcript.files(), bank.map_err(|mistakes| mistakes.to_string()))
        };
        assert_eq!(told(&text.replace('\n', "\r\n")), told(&text), "{name}");
        assert_eq!(told(&text.replace('\n', "\r")), told(&text), "{name}");
    }
}

#[test]
fn every_mistake_is_told_at_its_place() {
    let found = mistakes(&fixture("bad/questions.txt")).join("\n") + "\n";
    if std::env::var_os("BLESS").is_some() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/exchange/aiken/bad/questions.expected");
        std::fs::write(path, &found).expect("written");
    }
    assert_eq!(found, fixture("bad/questions.expected"));
}

#[test]
fn files_that_are_none_are_refused() {
    for (text, code) in [
        ("", "no-items"),
        ("\n \n", "no-items"),
        ("ab\0b", "nul"),
        ("Q\nA. a\nB. b\nANSWER: B\n\nQ", "stray-text"),
        ("::Q::Q {=a ~b}", "stray-text"),
    ] {
        let found = mistakes(text);
        assert_eq!(found.len(), 1, "{text:?}: {found:?}");
        assert!(found[0].contains(&format!(": {code}: ")), "{text:?}: {found:?}");
    }
    assert!(mistakes(&"Q\nA. a\nB. b\nANSWER: B\n\n".repeat(20_001))[0].contains(": too-many-items: "));
    assert!(mistakes(&"ANSWER: B\n".repeat(30_000))[0].contains(": too-many-items: "));
    assert!(mistakes(&"Q\n".repeat(200_000))[0].contains(": question-too-long: "));
}

#[test]
fn hostile_files_are_answered_in_time() {
    let long = |piece: &str| piece.repeat(2_000_000 / piece.len());
    for text in [
        long("a"),
        long("a "),
        long("A. a\n"),
        long("a\nA. a\nC. a\n"),
        long("a\n\n"),
        format!("a\nA. {}\nB. b\nANSWER: A", "<b>*".repeat(45_000)),
        "\n".repeat(2_000_000),
    ] {
        let begun = Instant::now();
        let _ = (read("q.txt", text.as_bytes(), &assumed(Language::Vi)), looks_like_aiken(&text));
        let took = begun.elapsed();
        assert!(took < Duration::from_secs(20), "{:?}: {took:?}", &text[..10]);
    }
}

#[test]
fn gift_and_aiken_are_told_apart() {
    for text in [
        "Q\nA. a\nB. b\nANSWER: A",
        "Q {x}\r\nA) a\r\nB) b\r\n\r\nANSWER: B",
        "Q\nA. a\nB. b\n",
        "Q\rA. a\rB. b\rANSWER: A",
    ] {
        assert!(looks_like_aiken(text), "{text:?}");
    }
    for text in ["", "Q {=a ~b}", "ANSWER: B?{T}", "A. a {T}\n\nB. b {F}", "// x\n::A::B{}", "Q\n\nANSWER: A"] {
        assert!(!looks_like_aiken(text), "{text:?}");
    }
}
