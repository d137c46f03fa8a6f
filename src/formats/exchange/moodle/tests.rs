//! Files of Moodle's, and laws for all banks.

use super::*;
use crate::domain::assessment::bank::Bank;
use crate::domain::assessment::item::ItemOption;
use crate::domain::assessment::key::Answer;
use crate::domain::text::Localized;
use crate::formats::bank::laws::bank;
use crate::formats::exchange::ledger::Ledger;
use crate::formats::exchange::rich_text::{canonical, from_html};
use crate::formats::exchange::xml::escape;
use proptest::prelude::*;
use proptest::sample::Index;
use std::path::Path;
use std::time::Instant;
use time::macros::date;

fn assumed(language: Language) -> Assumed {
    Assumed { code: "kho".to_owned(), language, today: date!(2026 - 11 - 26), competencies: Vec::new() }
}

/// The bank as it comes back: texts that go through HTML say the same in one form, lines have single spaces; there are
/// no simulations and no log-ins.
fn narrowed(bank: &Bank) -> Bank {
    let mut bank = bank.clone();
    line(&mut bank.title);
    bank.description.0.values_mut().for_each(|text| *text = lines(text));
    for competency in &mut bank.competencies {
        line(&mut competency.title);
    }
    bank.authors.clear();
    bank.simulations.clear();
    for item in &mut bank.items {
        let face = &mut item.face;
        face.simulation = None;
        markdown(&mut face.stem);
        face.sources.iter_mut().for_each(|source| markdown(&mut source.text));
        let is_plain = matches!(item.key.answer, Answer::Pairs(_));
        let option =
            |option: &mut ItemOption| if is_plain { line(&mut option.text) } else { markdown(&mut option.text) };
        face.options.iter_mut().for_each(option);
        face.areas.iter_mut().for_each(|area| line(&mut area.text));
        for blank in &mut face.blanks {
            blank.options.iter_mut().for_each(|option| line(&mut option.text));
        }
        if let Some(stimulus) = &mut face.stimulus {
            markdown(&mut stimulus.text);
        }
        markdown(&mut item.explanation.rationale);
        markdown(&mut item.explanation.legal_basis);
        item.explanation.source = words(&item.explanation.source);
    }
    bank
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn line(texts: &mut Localized) {
    texts.0.values_mut().for_each(|text| *text = words(text));
}

fn lines(text: &str) -> String {
    text.lines().map(words).collect::<Vec<_>>().join("\n")
}

fn markdown(texts: &mut Localized) {
    for text in texts.0.values_mut() {
        let through = canonical(text);
        *text = if through.is_empty() {
            let mut html = String::new();
            escape(text, &mut html);
            from_html(&html, None).markdown
        } else {
            through
        };
    }
}

fn read_again(bank: &Bank) -> (Reading, Ledger, String) {
    let (bytes, ledger) = write(bank);
    let reading = read("quiz.xml", &bytes, &assumed(bank.languages[0]));
    (reading, ledger, String::from_utf8(bytes).expect("UTF-8"))
}

fn fixture(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/exchange/moodle").join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn expected(name: &str) -> String {
    String::from_utf8(fixture(name)).expect("UTF-8")
}

/// What comes out of a file: the bank as it would be written by hand, its mistakes or warnings, and the ledger.
fn told(name: &str) -> String {
    let reading = read("quiz.xml", &fixture(&format!("{name}.xml")), &assumed(Language::Vi));
    let mut out = String::new();
    for (file, bytes) in reading.transcript.files() {
        match String::from_utf8(bytes) {
            Ok(text) => out.push_str(&format!("# {file}\n{text}\n")),
            Err(error) => out.push_str(&format!("# {file}: {} bytes\n\n", error.as_bytes().len())),
        }
    }
    let notes = match reading.bank {
        Ok(folder) => folder.warnings,
        Err(mistakes) => mistakes,
    };
    format!("{out}# mistakes and warnings\n{notes}\n# ledger\n{}", reading.ledger)
}

#[test]
fn files_of_moodle_become_banks_and_the_ledger_tells_the_rest() {
    for name in ["question-bank", "two-languages", "markers", "text-formats"] {
        assert_eq!(told(&format!("good/{name}")), expected(&format!("good/{name}.txt")), "{name}");
        let reading = read("quiz.xml", &fixture(&format!("good/{name}.xml")), &assumed(Language::Vi));
        assert!(reading.bank.is_ok(), "{name}");
    }
}

/// What becomes of a file when the texts of its questions were converted like this.
fn read_with(ahead: impl Fn(&Element, &[Language]) -> Ahead, name: &str) -> String {
    let bytes = fixture(name);
    let assumed = assumed(Language::Vi);
    let mut children = Children::of("quiz.xml", &bytes).expect("it is XML");
    let (languages, mut elements) = languages(&mut children, &assumed).expect("it is XML");
    while let Some(element) = children.next_child().expect("it is XML") {
        elements.push(element);
    }
    let mut quiz = Quiz::new("quiz.xml", &assumed, languages.clone());
    elements.iter().for_each(|element| read_element(element, ahead(element, &languages), &mut quiz));
    let Reading { transcript, ledger, bank } = finish(quiz, "quiz.xml");
    format!("{:?}\n{ledger}\n{:?}", transcript.files(), bank.map(|folder| folder.bank))
}

#[test]
fn it_makes_no_difference_when_texts_are_converted() {
    for name in ["good/question-bank", "good/two-languages", "good/markers", "good/text-formats", "bad/wrong-questions"]
    {
        let name = format!("{name}.xml");
        assert_eq!(read_with(Ahead::of, &name), read_with(|_, _| Ahead::default(), &name), "{name}");
    }
    // What was converted is what is read.
    let other = |element: &Element, languages: &[Language]| Ahead::of(element, languages).each(|text| text.push('x'));
    let name = "good/two-languages.xml";
    assert_ne!(read_with(other, name), read_with(Ahead::of, name));
}

#[test]
fn mistakes_are_told_at_their_places() {
    for name in
        ["wrong-questions", "not-moodle", "entities", "cut-off", "html-entity", "nothing-left", "too-deep", "utf16"]
    {
        let reading = read("quiz.xml", &fixture(&format!("bad/{name}.xml")), &assumed(Language::Vi));
        let mistakes = reading.bank.expect_err(name);
        assert_eq!(mistakes.to_string(), expected(&format!("bad/{name}.txt")), "{name}");
    }
}

#[test]
fn what_is_read_again_is_the_same_bank() {
    for name in ["question-bank", "two-languages", "markers", "text-formats"] {
        let reading = read("quiz.xml", &fixture(&format!("good/{name}.xml")), &assumed(Language::Vi));
        let first = reading.bank.expect(name).bank;
        let (again, _, written) = read_again(&first);
        assert_eq!(again.bank.expect(name).bank, narrowed(&first), "{written}");
    }
}

/// A file with one question of a type, around what it holds.
fn quiz_of(kind: &str, inside: &str) -> String {
    format!("<quiz><question type=\"{kind}\"><name><text>a</text></name>{inside}</question></quiz>")
}

#[test]
fn hostile_files_are_answered_in_time() {
    let two = "<answer fraction=\"100\"><text>true</text></answer><answer><text>false</text></answer>";
    let stem = |html: &str| {
        let text = format!("<questiontext><text><![CDATA[{html}]]></text></questiontext>{two}");
        quiz_of("truefalse", &text)
    };
    let begun = Instant::now();
    for text in [
        stem(&"<b>".repeat(100_000)),
        stem(&format!("{}{}", "<b>".repeat(100_000), "</i>".repeat(100_000))),
        stem(&format!("{}{}", "<b>".repeat(100_000), "<li></li>".repeat(50_000))),
        stem(&format!("{}{}", "<ul>".repeat(50_000), "<p>x".repeat(100_000))),
        stem(&"a ".repeat(200_000)),
        stem(&"1".repeat(300_000)),
        stem(&"<div class=\"minhchung-stimulus\" data-id=\"a\">".repeat(50_000)),
        stem(&format!("<span class=\"multilang\" lang=\"en\">{}", "<span>".repeat(200_000))),
        quiz_of("cloze", &format!("<questiontext><text>{}</text></questiontext>", "{1:SA:=a}".repeat(100_000))),
        quiz_of("cloze", &format!("<questiontext><text>{}</text></questiontext>", "{1:SA:=a~".repeat(100_000))),
        quiz_of("truefalse", &format!("<tags>{}</tags>{two}", "<tag><text>enemy:x</text></tag>".repeat(50_000))),
        quiz_of("multichoice", &"<answer fraction=\"1\"><text>a</text></answer>".repeat(20_000)),
        quiz_of("matching", &"<subquestion><text>a</text><answer><text>b</text></answer></subquestion>".repeat(20_000)),
        quiz_of("ddmarker", &"<drop><shape>circle</shape><coords>1,1;1</coords></drop>".repeat(20_000)),
        format!("<quiz>{}</quiz>", stem("?").replace("<quiz>", "").replace("</quiz>", "").repeat(2_000)),
        format!(
            "<quiz>{}</quiz>",
            "<question type=\"category\"><category><text>a</text></category></question>".repeat(10_000)
        ),
    ] {
        read("quiz.xml", text.as_bytes(), &assumed(Language::En));
    }
    assert!(begun.elapsed().as_secs() < 60, "{:?}", begun.elapsed());
}

#[test]
fn a_picture_that_the_file_does_not_hold_is_told_as_that() {
    let question = |source: &str| {
        let stem = format!("<questiontext><text><![CDATA[?<img src=\"{source}\" alt=\"A\">]]></text></questiontext>");
        let answers = "<answer fraction=\"100\"><text>true</text></answer><answer><text>false</text></answer>";
        quiz_of("truefalse", &format!("{stem}{answers}"))
    };
    for source in ["@@PLUGINFILE@@/a.png", "https://x.vn/a.png", "data:image/png,a"] {
        let reading = read("quiz.xml", question(source).as_bytes(), &assumed(Language::Vi));
        let told: Vec<_> = reading.ledger.losses().iter().map(|loss| (loss.code, loss.reason.as_str())).collect();
        let expected = ("picture-not-in-file", "the file of questions does not hold this picture");
        assert!(told.contains(&expected), "{source}: {told:?}");
    }
}

#[test]
fn too_many_questions_are_refused_at_once() {
    let text = format!("<quiz>{}</quiz>", "<question type=\"essay\"/>".repeat(ITEM_LIMIT + 1));
    let mistakes = read("quiz.xml", text.as_bytes(), &assumed(Language::Vi)).bank.expect_err("too many");
    assert_eq!(mistakes.iter().map(|mistake| mistake.code).collect::<Vec<_>>(), ["too-many-items"]);
}

proptest! {
    #[test]
    fn arbitrary_bytes_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..200), text in "\\PC{0,200}") {
        prop_assert!(read("quiz.xml", &bytes, &assumed(Language::Vi)).bank.is_err());
        prop_assert!(read("quiz.xml", text.as_bytes(), &assumed(Language::Vi)).bank.is_err());
    }

    #[test]
    fn damaged_files_are_read_or_refused(
        which in 0_usize..4,
        cuts in proptest::collection::vec((any::<Index>(), 0_usize..60, "(<[a-z/]{0,4}>|[{}~=#%:\\\\*&;0-9]{0,6}|é|<p>)"), 1..6),
    ) {
        let name = ["question-bank", "two-languages", "markers", "text-formats"][which];
        let mut text: Vec<char> = expected(&format!("good/{name}.xml")).chars().collect();
        for (from, length, instead) in cuts {
            let from = from.index(text.len());
            let to = (from + length).min(text.len());
            text.splice(from..to, instead.chars());
        }
        let text: String = text.into_iter().collect();
        match read("quiz.xml", text.as_bytes(), &assumed(Language::Vi)).bank {
            Ok(folder) => {
                let (again, _, _) = read_again(&folder.bank);
                prop_assert!(again.bank.is_ok(), "{:?}", again.bank);
            }
            Err(mistakes) => {
                prop_assert!(!mistakes.is_empty());
                prop_assert!(mistakes.iter().all(|mistake| mistake.line > 0 && mistake.file == "quiz.xml"));
            }
        }
    }
}

/// More than the laws of banks think of: pictures beside all items and in stimuli, blanks with ids of words.
fn richer(mut bank: Bank) -> Bank {
    let picture = bank.items.iter().find_map(|item| item.face.picture.clone());
    for item in &mut bank.items {
        let face = &mut item.face;
        let described = picture.clone().map(|mut picture| {
            picture.text.0.values_mut().for_each(|text| *text = format!("{text} \"a\" <b> & {{1:SA:=c}} {}", face.id));
            picture
        });
        if let Some(stimulus) = &mut face.stimulus {
            stimulus.picture.clone_from(&picture);
        }
        face.picture = described;
        if let Answer::Blanks(keys) = &mut item.key.answer {
            let words = |id: &str| format!("cho-{id}");
            *keys = keys.iter().map(|(id, key)| (words(id), key.clone())).collect();
            for blank in &mut face.blanks {
                let id = words(&blank.id);
                face.stem.0.values_mut().for_each(|text| {
                    *text = text.replace(&format!("{{{}}}", blank.id), &format!("{{{id}}}"));
                });
                blank.id = id;
            }
        }
    }
    bank
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn a_bank_comes_back_whole_but_for_what_the_ledger_says(bank in prop_oneof![bank(), bank().prop_map(richer)]) {
        let (reading, ledger, written) = read_again(&bank);
        prop_assert!(!reading.ledger.has_loss(), "{}\n{}", reading.ledger, written);
        let found = reading.bank.map_err(|mistakes| TestCaseError::fail(format!("{mistakes}\n{written}")))?.bank;
        prop_assert_eq!(&found, &narrowed(&bank), "{}", written);
        for item in bank.items.iter().filter(|item| item.face.simulation.is_some()) {
            let place = format!("made-up/{}", item.face.id);
            prop_assert!(ledger.losses().iter().any(|loss| *loss.place.file == *place));
        }
        let again = read_again(&found);
        prop_assert_eq!(again.0.bank.expect("read").bank, found);
    }
}

#[test]
fn banks_of_ours_come_back_from_moodle() {
    let banks = Path::new(env!("CARGO_MANIFEST_DIR")).join("question_banks");
    for folder in std::fs::read_dir(banks).expect("banks").filter_map(Result::ok).filter(|entry| entry.path().is_dir())
    {
        let bank = crate::formats::bank::read_folder(&folder.path()).expect("a bank of ours").bank;
        let (reading, _, _) = read_again(&bank);
        assert_eq!(reading.bank.expect("it is read").bank, narrowed(&bank));
    }
}

#[test]
fn the_ledger_of_what_is_written_tells_what_moodle_does_otherwise() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("question_banks/getting-started");
    let bank = crate::formats::bank::read_folder(&folder).expect("a bank of ours").bank;
    let (_, ledger) = write(&bank);
    assert_eq!(ledger.to_string(), expected("written/getting-started.txt"));
}
