//! Files of others, and laws for all banks.

use super::*;
use crate::domain::assessment::bank::Bank;
use crate::domain::assessment::item::ItemType;
use crate::domain::text::{Language, Localized};
use crate::formats::bank::laws::bank;
use crate::formats::exchange::ledger::Ledger;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use std::path::Path;
use std::time::{Duration, Instant};
use time::macros::date;

fn assumed(language: Language) -> Assumed {
    Assumed { code: "kho".to_owned(), language, today: date!(2026 - 11 - 26), competencies: Vec::new() }
}

fn only(texts: &mut Localized, language: Language) {
    let text = texts.get(language).to_owned();
    texts.0 = [(language, text)].into();
}

/// The bank as it comes back: one language; no ordering, no hotspot, no cloze with several blanks; a stimulus stands
/// before the stem; there are no pictures, simulations and log-ins.
fn narrowed(bank: &Bank, language: Language) -> Bank {
    let mut bank = bank.clone();
    bank.languages = vec![language];
    only(&mut bank.title, language);
    only(&mut bank.description, language);
    bank.competencies.iter_mut().for_each(|competency| only(&mut competency.title, language));
    bank.authors.clear();
    bank.simulations.clear();
    bank.pictures.clear();
    bank.items.retain(|item| {
        let item_type = item.face.item_type;
        !matches!(item_type, ItemType::Ordering | ItemType::Hotspot)
            && (item_type != ItemType::Cloze || item.face.blanks.len() == 1)
    });
    let ids: Vec<String> = bank.items.iter().map(|item| item.face.id.clone()).collect();
    for item in &mut bank.items {
        let face = &mut item.face;
        if let Some(stimulus) = face.stimulus.take() {
            for (language, stem) in &mut face.stem.0 {
                let about = stimulus.text.get(*language);
                // A code in braces would be a blank there.
                let about = if face.blanks.is_empty() { about.to_owned() } else { texts::without_blanks(about) };
                *stem = format!("{about}\n\n{stem}");
            }
        }
        face.simulation = None;
        only(&mut face.stem, language);
        face.options.iter_mut().chain(&mut face.sources).for_each(|option| only(&mut option.text, language));
        face.blanks.iter_mut().flat_map(|blank| &mut blank.options).for_each(|option| only(&mut option.text, language));
        only(&mut item.explanation.rationale, language);
        only(&mut item.explanation.legal_basis, language);
        item.traits.enemies.retain(|enemy| ids.contains(enemy));
    }
    bank
}

fn fixture(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/exchange/gift").join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// What comes out of a file: the bank as it would be written by hand, its mistakes or warnings, and the ledger.
fn told(folder: &str, name: &str) -> String {
    let reading = read(name, &fixture(&format!("{folder}/{name}")), &assumed(Language::Vi));
    let mut out = String::new();
    for (file, bytes) in reading.transcript.files() {
        out.push_str(&format!("# {file}\n{}\n", String::from_utf8(bytes).expect("no pictures")));
    }
    let notes = match reading.bank {
        Ok(folder) => folder.warnings,
        Err(mistakes) => mistakes,
    };
    format!("{out}# mistakes and warnings\n{notes}\n# ledger\n{}", reading.ledger)
}

/// Compares with the text beside a file.
fn assert_told(folder: &str, name: &str) {
    let found = told(folder, name);
    let beside = format!("{folder}/{}.txt", name.trim_end_matches(".gift"));
    if std::env::var_os("BLESS").is_some() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/exchange/gift").join(&beside);
        std::fs::write(path, &found).expect("written");
    }
    let expected = String::from_utf8(fixture(&beside)).expect("UTF-8");
    assert_eq!(found, expected, "{name}");
}

fn mistakes(text: &str) -> String {
    match read("q.gift", text.as_bytes(), &assumed(Language::Vi)).bank {
        Ok(_) => String::new(),
        Err(mistakes) => mistakes.to_string(),
    }
}

fn losses(ledger: &Ledger) -> Vec<String> {
    ledger.losses().iter().map(|loss| loss.to_string()).collect()
}

/// A bank that has mistakes of ours alone in it would prove nothing of what is read.
fn item(text: &str) -> (crate::domain::assessment::item::Item, Vec<String>) {
    let reading = read("q.gift", text.as_bytes(), &assumed(Language::Vi));
    let folder = reading.bank.unwrap_or_else(|mistakes| panic!("{text}\n{mistakes}"));
    (folder.bank.items.into_iter().next().expect("an item"), losses(&reading.ledger))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn a_bank_comes_back_whole_in_one_language(bank in bank(), wanted in select(vec![Language::Vi, Language::En])) {
        let language = if bank.languages.contains(&wanted) { wanted } else { bank.languages[0] };
        let (bytes, ledger) = write(&bank, wanted);
        let text = String::from_utf8(bytes.clone()).expect("UTF-8");
        let expected = narrowed(&bank, language);
        for (item, place) in bank.items.iter().map(|item| (item, format!("made-up/{}", item.face.id))) {
            let is_same = expected.items.contains(item);
            let is_told = ledger.losses().iter().any(|loss| *loss.place.file == *place);
            prop_assert!(is_same || is_told, "{}", place);
        }
        // The language that is assumed does not matter: the file says its own.
        let reading = read("bank.gift", &bytes, &assumed(Language::En));
        prop_assert!(!reading.ledger.has_loss(), "{}\n{}", reading.ledger, text);
        prop_assert!(reading.ledger.filled().next().is_none(), "{}\n{}", reading.ledger, text);
        if expected.items.is_empty() {
            prop_assert!(reading.bank.is_err());
            return Ok(());
        }
        let folder = reading.bank.map_err(|mistakes| TestCaseError::fail(format!("{mistakes}\n{text}")))?;
        prop_assert_eq!(&folder.bank, &expected, "{}", text);
        prop_assert_eq!(write(&folder.bank, language).0, bytes);
    }

    #[test]
    fn any_text_is_answered(
        text in "([ -~\n]|\n\n|::|->|=|~|%50%|\\{|\\}|#|####|\\\\n|\\[html\\]|\\[tag:|\\[id:a\\]|// |<b>|\\$CATEGORY: |ế|\r){0,80}",
        bytes in proptest::collection::vec(any::<u8>(), 0..200),
    ) {
        for bytes in [text.as_bytes(), &bytes] {
            if let Err(mistakes) = read("q.gift", bytes, &assumed(Language::Vi)).bank {
                prop_assert!(!mistakes.is_empty());
                prop_assert!(mistakes.iter().all(|mistake| mistake.line > 0 && mistake.column > 0));
            }
        }
    }

    #[test]
    fn a_damaged_file_is_answered(
        cuts in proptest::collection::vec((any::<Index>(), any::<Index>(), "[{}=~#:\\\\%\\[\\]\n/0é]{0,4}"), 1..5),
    ) {
        let mut bytes = fixture("good/question-bank.gift");
        for (from, length, instead) in cuts {
            let from = from.index(bytes.len() + 1);
            let to = (from + length.index(40)).min(bytes.len());
            bytes.splice(from..to, instead.bytes());
        }
        let _ = read("q.gift", &bytes, &assumed(Language::Vi));
    }
}

#[test]
fn files_of_others_are_read_and_every_element_is_accounted_for() {
    for name in ["moodle-export.gift", "by-hand.gift", "byte-order-mark.gift", "question-bank.gift"] {
        assert_told("good", name);
    }
}

#[test]
fn line_ends_of_other_systems_change_nothing() {
    for name in ["good/moodle-export.gift", "good/by-hand.gift", "good/byte-order-mark.gift", "bad/questions.gift"] {
        let text = String::from_utf8(fixture(name)).expect("UTF-8");
        let told = |text: &str| {
            let Reading { ledger, transcript, bank } = read("q.gift", text.as_bytes(), &assumed(Language::Vi));
            (ledger, transcript.files(), bank.map_err(|mistakes| mistakes.to_string()))
        };
        assert_eq!(told(&text.replace('\n', "\r\n")), told(&text), "{name}");
        assert_eq!(told(&text.replace('\n', "\r")), told(&text), "{name}");
    }
}

#[test]
fn every_mistake_is_told_at_its_place() {
    assert_told("bad", "questions.gift");
}

#[test]
fn files_that_cannot_be_read_are_refused() {
    let codes = |text: &str| -> Vec<String> {
        mistakes(text).lines().filter_map(|line| Some(line.split(": ").nth(1)?.to_owned())).collect()
    };
    assert_eq!(codes(""), ["no-items"]);
    assert_eq!(codes("// only words\n\n$CATEGORY: a\n\nWords"), ["no-items"]);
    assert_eq!(codes("abc\0"), ["nul"]);
    assert_eq!(codes(&"{T}\n\n".repeat(20_001)), ["too-many-items"]);
    assert_eq!(codes(&"$CATEGORY: a\n".repeat(20_001)), ["too-many-items"]);
    assert_eq!(codes(&format!("a {{T}}\n\n{}", "b\n".repeat(150_000))), ["question-too-long"]);
    assert_eq!(codes(&format!("a {{{}}}", "~b".repeat(100))), ["too-many-answers"]);
    assert_eq!(codes("a {=b -> c =%50%d -> e}"), ["weight-of-pair"]);
    let categories: String = (0..101).map(|number| format!("$CATEGORY: c{number}\nq {{T}}\n\n")).collect();
    assert_eq!(codes(&categories), ["too-many-competencies"]);
    let utf16: Vec<u8> = "\u{FEFF}a {T}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let reading = read("q.gift", &utf16, &assumed(Language::Vi));
    assert_eq!(reading.bank.expect_err("it is refused").iter().next().expect("a mistake").code, "utf16");
}

#[test]
fn questions_without_an_item_are_told_and_nothing_else_of_them() {
    let dropped = |question: &str| {
        let text = format!("// [tag:x]\n{question}\n\nb {{T}}");
        let (_, losses) = item(&text);
        assert_eq!(losses.len(), 1, "{losses:?}");
        losses[0].split(": ").nth(3).expect("a code").to_owned()
    };
    assert_eq!(dropped("a {}"), "essay");
    assert_eq!(dropped("a {####b}"), "essay");
    assert_eq!(dropped("a"), "description");
    assert_eq!(dropped("a {=b =c ~d}"), "several-right-answers");
    assert_eq!(dropped("a {#1 =2}"), "several-right-answers");
    assert_eq!(dropped("a {#*}"), "any-number");
    assert_eq!(dropped("a {b*}"), "only-wildcards");
    assert_eq!(dropped("a\u{E000} {b} c"), "private-letter");
    assert_eq!(dropped("[html]a <script>{b}</script> c"), "blank-lost");
}

#[test]
fn ids_stay_and_are_changed_where_they_must() {
    let text = "// [id:a--b]\na {T}\n\n// [id:a--b]\nb {T}\n\n// [id:Câu 1]\nc {T}";
    let reading = read("q.gift", text.as_bytes(), &assumed(Language::Vi));
    let ids: Vec<&str> = reading.transcript.items().iter().map(|item| item.id.as_str()).collect();
    assert_eq!(ids, ["a--b", "a--b-2", "cau-1"]);
    let expected = [
        "q.gift:4:4: changed: [id:]: id-changed: another item has this id: `a--b` became a--b-2",
        "q.gift:7:4: changed: [id:]: id-changed: ids are small letters, digits and hyphens: `Câu 1` became cau-1",
    ];
    assert_eq!(losses(&reading.ledger), expected);
}

#[test]
fn what_a_text_cannot_say_in_gift_is_told_and_comes_back_with_the_same_meaning() {
    let text =
        "// [id:m]\na {=b -> c ->d = x -> e}\n\n// [id:w] [tag:minds_case]\na {=\\*x\\~ =T}\n\n// [id:r]\na {T####b}";
    let mut bank = read("q.gift", text.as_bytes(), &assumed(Language::En)).bank.expect("it is read").bank;
    assert_eq!(bank.items[0].face.options[0].text.get(Language::En), "c ->d");
    bank.items[0].face.sources[0].text.0.insert(Language::En, "b -> *b*".to_owned());
    let rationale = "b\n\n**Legal basis**\n\nc".to_owned();
    bank.items[1].explanation.rationale.0.insert(Language::En, rationale);
    let (bytes, ledger) = write(&bank, Language::En);
    let codes: Vec<(&str, &str)> = ledger.losses().iter().map(|loss| (&*loss.element, loss.code)).collect();
    assert_eq!(
        codes,
        [("match_source", "arrow-changed"), ("rationale", "heading-changed"), ("minds_case", "told-as-tag")]
    );
    let again = read("q.gift", &bytes, &assumed(Language::Vi)).bank.expect("it is read").bank;
    bank.items[0].face.sources[0].text.0.insert(Language::En, "b → *b*".to_owned());
    let rationale = "b\n\n**Legal basis**:\n\nc".to_owned();
    bank.items[1].explanation.rationale.0.insert(Language::En, rationale);
    assert_eq!(again, bank);
}

#[test]
fn an_item_is_not_written_without_what_it_needs() {
    use crate::domain::assessment::item::Stimulus;
    use crate::domain::assessment::picture::Picture;
    let text =
        "// [id:p]\na {T}\n\n// [id:s] [tag:enemy:w]\na {T}\n\n// [id:w]\na {b}\n\n// [id:z] [tag:enemy:s]\na {T}";
    let mut bank = read("q.gift", text.as_bytes(), &assumed(Language::Vi)).bank.expect("it is read").bank;
    let only = |text: String| Localized([(Language::Vi, text)].into());
    let picture = Picture { sha256: "0".repeat(64), width: 1, height: 1, text: only("x".to_owned()) };
    bank.items[0].face.picture = Some(picture);
    let text = only("x".repeat(4_000));
    bank.items[1].face.stimulus = Some(Stimulus { id: "s".to_owned(), text, picture: None });
    if let crate::domain::assessment::key::Answer::Text(key) = &mut bank.items[2].key.answer {
        key.accepted = vec!["b -> c".to_owned()];
    }
    let (bytes, ledger) = write(&bank, Language::Vi);
    let codes: Vec<(&str, &str)> = ledger.losses().iter().map(|loss| (&*loss.place.file, loss.code)).collect();
    let expected = [
        ("kho/p", "no-pictures"),
        ("kho/s", "no-stimulus"),
        ("kho/w", "arrow-in-words"),
        ("kho/z", "enemy-not-in-file"),
    ];
    assert_eq!(codes, expected);
    assert_eq!(read("q.gift", &bytes, &assumed(Language::Vi)).bank.expect("it is read").bank.items.len(), 1);
}

#[test]
fn items_that_gift_cannot_say_are_told() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("question_banks/getting-started");
    let bank = crate::formats::bank::read_folder(&folder).expect("a bank of ours").bank;
    let (bytes, ledger) = write(&bank, Language::Vi);
    let found = format!("{}\n# ledger\n{ledger}", String::from_utf8(bytes.clone()).expect("UTF-8"));
    if std::env::var_os("BLESS").is_some() {
        let path =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/exchange/gift/written/getting-started.txt");
        std::fs::write(path, &found).expect("written");
    }
    assert_eq!(found, String::from_utf8(fixture("written/getting-started.txt")).expect("UTF-8"));
    let again = read("q.gift", &bytes, &assumed(Language::Vi));
    assert!(!again.ledger.has_loss(), "{}", again.ledger);
    again.bank.expect("it is read");
}

#[test]
fn hostile_files_are_answered_in_time() {
    let long = |piece: &str| piece.repeat(190_000 / piece.len());
    let blocks = |block: &str| format!("{block}\n\n").repeat(2_000_000 / (block.len() + 2));
    for text in [
        long("a "),
        long("{"),
        long("::"),
        format!("[html]{} {{T}}", long("<b>")),
        format!("[html]{} {{T}}", long("<p>a")),
        format!("[markdown]{} {{T}}", long("*a _b ")),
        format!("[markdown]{} {{T}}", long("[a](")),
        format!("{} {{a}} b", long("\\{a\\}")),
        format!("// {}\na {{T}}", long("[id:")),
        format!("// {}\na {{T}}", long("[tag:a]")),
        format!("// {}\na {{T}}", long("[tag:option_ids:1 a]")),
        format!("a {{{}}}", long("=a->b")),
        format!("a {{{}}}", long("####")),
        format!("a {{#{}}}", long("9")),
        blocks("// [tag:a]"),
        blocks("//a"),
        blocks(&format!("[html]{} {{T}}", "<i>a".repeat(40_000))),
        "\n".repeat(2_000_000),
        "$CATEGORY: /a\n".repeat(15_000),
    ] {
        let begun = Instant::now();
        let _ = read("q.gift", text.as_bytes(), &assumed(Language::Vi));
        let took = begun.elapsed();
        assert!(took < Duration::from_secs(20), "{:?}: {took:?}", &text[..text.len().min(30)]);
    }
}
