//! Packages as other systems write them, damaged ones, hostile ones, and our own, which come back whole.

use super::*;
use crate::domain::assessment::bank::Bank;
use crate::domain::assessment::item::{Item, ItemOption, ItemType, Stimulus};
use crate::domain::text::{Language, Localized};
use crate::formats::bank::laws;
use crate::formats::exchange::rich_text::from_html;
use proptest::prelude::*;
use std::io::{Cursor, Write};
use time::macros::date;
use zip::write::SimpleFileOptions;

fn assumed() -> Assumed {
    Assumed {
        code: "assumed".to_owned(),
        language: Language::Vi,
        today: date!(2026 - 11 - 21),
        competencies: Vec::new(),
    }
}

/// A package of these files.
fn packed(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        archive.start_file(*name, SimpleFileOptions::default()).expect("begun");
        archive.write_all(bytes).expect("written");
    }
    archive.finish().expect("finished").into_inner()
}

/// What the text says after it went out and came in again.
fn said(markdown: &str) -> String {
    from_html(&write::xhtml(markdown), None).markdown
}

fn only(texts: &Localized, language: Language) -> Localized {
    Localized([(language, texts.get(language).to_owned())].into())
}

fn markdown(texts: &Localized, language: Language) -> Localized {
    Localized([(language, said(texts.get(language)))].into())
}

/// What a package can say of a bank: one language, no simulations, no authors; texts in their canonical Markdown.
fn narrowed(bank: &Bank, language: Language) -> Bank {
    let language = if bank.languages.contains(&language) { language } else { bank.languages[0] };
    let mut bank = bank.clone();
    bank.title = only(&bank.title, language);
    bank.description = only(&bank.description, language);
    bank.languages = vec![language];
    bank.authors.clear();
    bank.simulations.clear();
    bank.competencies.iter_mut().for_each(|competency| competency.title = only(&competency.title, language));
    bank.items.iter_mut().for_each(|item| narrow(item, language));
    bank
}

fn narrow(item: &mut Item, language: Language) {
    let lines = |options: &mut Vec<ItemOption>| options.iter_mut().for_each(|it| it.text = only(&it.text, language));
    let texts =
        |options: &mut Vec<ItemOption>| options.iter_mut().for_each(|it| it.text = markdown(&it.text, language));
    item.face.simulation = None;
    item.face.stem = markdown(&item.face.stem, language);
    if matches!(item.face.item_type, ItemType::Matching | ItemType::TrueFalse) {
        lines(&mut item.face.options);
    } else {
        texts(&mut item.face.options);
    }
    texts(&mut item.face.sources);
    item.face.blanks.iter_mut().for_each(|blank| lines(&mut blank.options));
    item.face.areas.iter_mut().for_each(|area| area.text = only(&area.text, language));
    if let Some(picture) = &mut item.face.picture {
        picture.text = only(&picture.text, language);
    }
    if let Some(Stimulus { text, picture, .. }) = &mut item.face.stimulus {
        *text = markdown(text, language);
        if let Some(picture) = picture {
            picture.text = only(&picture.text, language);
        }
    }
    item.explanation.rationale = markdown(&item.explanation.rationale, language);
    item.explanation.legal_basis = markdown(&item.explanation.legal_basis, language);
}

fn any_version() -> impl Strategy<Value = Version> {
    proptest::sample::select(Version::ALL.to_vec())
}

fn any_language() -> impl Strategy<Value = Language> {
    proptest::sample::select(Language::ALL.to_vec())
}

/// The first line in which two banks differ: the whole would fill pages.
fn first_difference(one: &Bank, other: &Bank) -> Option<String> {
    let [one, other] = [one, other].map(|bank| format!("{bank:#?}"));
    let (index, (left, right)) = one.lines().zip(other.lines()).enumerate().find(|(_, (left, right))| left != right)?;
    let before: Vec<&str> = one.lines().skip(index.saturating_sub(12)).take(12).collect();
    Some(format!("{}\nread: {left}\nwanted: {right}", before.join("\n")))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn our_own_packages_come_back_whole(bank in laws::bank(), version in any_version(), language in any_language()) {
        let (bytes, losses) = write(&bank, version, language);
        let reading = read("bank.zip", &bytes, &assumed());
        prop_assert!(!reading.ledger.has_loss(), "{}", reading.ledger);
        prop_assert_eq!(reading.ledger.filled().count(), 0);
        let read = reading.bank.map_err(|mistakes| TestCaseError::fail(mistakes.to_string()))?;
        let expected = narrowed(&bank, language);
        if let Some(difference) = first_difference(&read.bank, &expected) {
            return Err(TestCaseError::fail(difference));
        }
        prop_assert!(read.bank == expected);
        for (item, narrowed) in bank.items.iter().zip(&expected.items) {
            let place = format!("{}/{}", bank.code, item.face.id);
            let is_told = losses.losses().iter().any(|loss| *loss.place.file == *place);
            let is_less = item.face.simulation.is_some() || bank.languages.len() > 1;
            prop_assert!(is_told || !is_less, "{:?} {:?}", item, narrowed);
        }
    }
}

#[test]
fn the_banks_that_are_there_come_back_whole() {
    let folders = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("question_banks");
    let mut count = 0;
    for folder in std::fs::read_dir(folders).expect("a folder") {
        let Ok(folder) = crate::formats::bank::read_folder(&folder.expect("an entry").path()) else { continue };
        for (version, language) in [(Version::V2_1, Language::Vi), (Version::V3_0, Language::En)] {
            let (bytes, _) = write(&folder.bank, version, language);
            let reading = read("bank.zip", &bytes, &assumed());
            assert!(!reading.ledger.has_loss(), "{}", reading.ledger);
            let read = reading.bank.unwrap_or_else(|mistakes| panic!("{mistakes}"));
            assert_eq!(first_difference(&read.bank, &narrowed(&folder.bank, language)), None);
            count += 1;
        }
    }
    assert!(count > 4, "{count}");
}

fn fixtures(of: &str) -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/exchange/qti").join(of)
}

/// The bytes of a fixture: a file as it is, a folder packed.
fn bytes_of(path: &std::path::Path) -> Vec<u8> {
    if path.is_file() {
        return std::fs::read(path).expect("a file");
    }
    let mut files = Vec::new();
    let mut folders = vec![path.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let entry = entry.expect("an entry").path();
            if entry.is_dir() {
                folders.push(entry);
            } else {
                let name = entry.strip_prefix(path).expect("inside").to_string_lossy().into_owned();
                files.push((name, std::fs::read(&entry).expect("a file")));
            }
        }
    }
    files.sort();
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    packed(&files)
}

/// The ledger, then the mistakes or all that was written down.
fn told(name: &str, bytes: &[u8]) -> String {
    let reading = read(name, bytes, &assumed());
    let mut out = reading.ledger.to_string();
    match &reading.bank {
        Err(mistakes) => out.push_str(&mistakes.to_string()),
        Ok(_) => {
            let text = |(name, bytes): (String, Vec<u8>)| {
                let bytes = if name.ends_with(".png") { Vec::new() } else { bytes };
                format!("\n## {name}\n{}", String::from_utf8(bytes).expect("text"))
            };
            out.extend(reading.transcript.files().into_iter().map(text));
        }
    }
    out
}

#[test]
fn what_others_write_is_read_and_every_loss_is_told() {
    for name in ["tao-2.1", "onyx-2.2", "player-3.0", "alone.xml"] {
        let found = told(name, &bytes_of(&fixtures("good").join(name)));
        let expected = fixtures("good").join(format!("{}.txt", name.trim_end_matches(".xml")));
        let expected = std::fs::read_to_string(&expected).expect("what is expected");
        assert_eq!(found, expected, "{name}");
    }
}

#[test]
fn every_mistake_is_told_at_its_place() {
    let mut names: Vec<_> =
        std::fs::read_dir(fixtures("bad")).expect("a folder").map(|entry| entry.expect("x").path()).collect();
    names.retain(|path| path.extension().is_none_or(|end| end != "txt"));
    names.sort();
    let told = |path: &std::path::PathBuf| {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        format!("## {name}\n{}", told(&name, &bytes_of(path)))
    };
    let found: String = names.iter().map(told).collect();
    assert_eq!(found, std::fs::read_to_string(fixtures("bad/expected.txt")).expect("what is expected"));
}

/// Codes of the mistakes, each once.
fn codes(bytes: &[u8]) -> Vec<&'static str> {
    let mistakes = read("x.zip", bytes, &assumed()).bank.expect_err("it is refused");
    let mut codes: Vec<&str> = mistakes.iter().map(|mistake| mistake.code).collect();
    codes.dedup();
    codes
}

#[test]
fn archives_that_lie_are_refused() {
    let manifest: &[u8] = b"<manifest/>";
    assert_eq!(codes(&packed(&[("imsmanifest.xml", manifest), ("../a.xml", b"")])), ["zip-bad-name"]);
    assert_eq!(codes(&packed(&[("imsmanifest.xml", manifest), ("a\\b.xml", b"")])), ["zip-bad-name"]);
    assert_eq!(codes(&packed(&[("imsmanifest.xml", manifest), ("/etc/passwd", b"")])), ["zip-bad-name"]);
    assert_eq!(codes(&packed(&[("imsmanifest.xml", manifest), ("c:a", b"")])), ["zip-bad-name"]);
    let bomb = packed(&[("imsmanifest.xml", manifest), ("a.xml", &vec![b' '; 40_000_000])]);
    assert!(bomb.len() < 100_000);
    assert_eq!(codes(&bomb), ["zip-too-large"]);
    let good = packed(&[("imsmanifest.xml", manifest), ("aaaa.xml", b"x"), ("bbbb.xml", b"y")]);
    assert_eq!(codes(&good), ["no-items"]);
    assert_eq!(codes(&replaced(&good, b"bbbb.xml", b"aaaa.xml")), ["zip-bad-name"]);
    assert_eq!(codes(&good[..good.len() - 30]), ["zip-broken"]);
    // The bit for encryption, then a compression of another time, in both headers of the last entry.
    assert_eq!(codes(&marked(&good, [6, 8], &[1])), ["zip-encrypted"]);
    assert_eq!(codes(&marked(&good, [8, 10], &[14, 0])), ["zip-compression"]);
}

fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut out = bytes.to_vec();
    for at in 0..=bytes.len() - from.len() {
        if bytes[at..].starts_with(from) {
            out[at..at + to.len()].copy_from_slice(to);
        }
    }
    out
}

/// Other bytes at an offset of each local and each central header.
fn marked(bytes: &[u8], [local, central]: [usize; 2], with: &[u8]) -> Vec<u8> {
    let mut out = bytes.to_vec();
    for at in 0..bytes.len() - 4 {
        let offset = match &bytes[at..at + 4] {
            b"PK\x03\x04" => local,
            b"PK\x01\x02" => central,
            _ => continue,
        };
        out[at + offset..at + offset + with.len()].copy_from_slice(with);
    }
    out
}

/// A choice of two, with whatever is put into its places.
fn item(attributes: &str, body: &str, after: &str) -> String {
    format!(
        "<assessmentItem identifier='q' title='q' {attributes}><responseDeclaration identifier='RESPONSE' \
         cardinality='single' baseType='identifier'><correctResponse><value>A</value></correctResponse>\
         </responseDeclaration><outcomeDeclaration identifier='SCORE' cardinality='single' baseType='float'/>\
         <itemBody>{body}<choiceInteraction responseIdentifier='RESPONSE' shuffle='true' maxChoices='1'>\
         <prompt>Q</prompt><simpleChoice identifier='A'>a</simpleChoice><simpleChoice identifier='B'>b</simpleChoice>\
         </choiceInteraction></itemBody>{after}</assessmentItem>"
    )
}

#[test]
fn what_grows_is_refused_in_time() {
    let begun = std::time::Instant::now();
    let deep = item("", &format!("{}{}", "<div>".repeat(500), "</div>".repeat(500)), "");
    assert_eq!(codes(deep.as_bytes()), ["xml-too-deep"]);
    let attributes: String = (0..60_000).map(|number| format!("a{number}='' ")).collect();
    assert_eq!(codes(item(&attributes, "", "").as_bytes()), ["xml-too-large"]);
    let words = item("", &format!("<p>{}</p>", "a ".repeat(1_000_000)), "");
    assert_eq!(codes(words.as_bytes()), ["file-too-large"]);
    let braces = item("", &format!("<p>{}<textEntryInteraction responseIdentifier='R'/></p>", "{".repeat(200_000)), "");
    assert_eq!(codes(braces.as_bytes()), ["no-items"]);
    let choices: String = (0..20_000).map(|_| "<simpleChoice identifier='A'>a</simpleChoice>").collect();
    let many = item("", "", "").replace("<simpleChoice identifier='A'>a</simpleChoice>", &choices);
    assert!(!codes(many.as_bytes()).is_empty());
    let resources: String = (0..20_001).map(|_| "<resource type='imsqti_item_xmlv2p1' href='a.xml'/>").collect();
    let manifest = format!("<manifest><resources>{resources}</resources></manifest>");
    assert_eq!(codes(&packed(&[("imsmanifest.xml", manifest.as_bytes())])), ["too-many-items"]);
    assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
}

#[test]
fn many_items_of_one_name_are_read_in_time() {
    let begun = std::time::Instant::now();
    let resource = |number: usize| format!("<resource type='imsqti_item_xmlv2p1' href='{number}.xml'/>");
    let resources: String = (0..3_000).chain(0..3_000).map(resource).collect();
    let manifest = format!("<manifest><resources>{resources}</resources></manifest>");
    let (names, item): (Vec<String>, String) =
        ((0..3_000).map(|number| format!("{number}.xml")).collect(), item("", "", ""));
    let files = names.iter().map(|name| (name.as_str(), item.as_bytes()));
    let bytes = packed(&files.chain([("imsmanifest.xml", manifest.as_bytes())]).collect::<Vec<_>>());
    let reading = read("x.zip", &bytes, &assumed());
    assert_eq!(reading.bank.expect("a bank").bank.items.len(), 3_000);
    assert_eq!(reading.ledger.losses().iter().filter(|loss| loss.code == "same-file").count(), 3_000);
    assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
}

/// Code and element of each loss of an item.
fn losses(item: &str) -> Vec<String> {
    let reading = read("q.xml", item.as_bytes(), &assumed());
    reading.ledger.losses().iter().map(|loss| format!("{} {}", loss.code, loss.element)).collect()
}

#[test]
fn items_that_are_something_else_here_are_left_out_with_the_reason() {
    assert_eq!(losses(&item("adaptive='true'", "", "")), ["adaptive-item <assessmentItem> q"]);
    assert_eq!(losses(&item("", "<printedVariable identifier='X'/>", "")), ["template <assessmentItem> q"]);
    for interaction in ["sliderInteraction", "gapMatchInteraction", "uploadInteraction", "mediaInteraction"] {
        let told = losses(&item("", &format!("<{interaction}/>"), ""));
        assert_eq!(told, ["interaction-not-supported <assessmentItem> q"], "{interaction}");
    }
    let none = item("", "", "").replace("choiceInteraction", "section");
    assert_eq!(losses(&none), ["no-interaction <assessmentItem> q"]);
}

/// Code and sentence of each loss.
fn reasons(reading: &Reading) -> Vec<String> {
    reading.ledger.losses().iter().map(|loss| format!("{}: {}", loss.code, loss.reason)).collect()
}

#[test]
fn a_key_that_cannot_be_one_is_told_as_what_it_is() {
    let told = |item: &str| reasons(&read("q.xml", item.as_bytes(), &assumed()));
    let none = item("", "", "").replace("<value>A</value>", "");
    assert!(told(&none).contains(&"no-key: it does not say what is right".to_owned()), "{:?}", told(&none));
    let two = item("", "", "").replace("<value>A</value>", "<value>A</value><value>B</value>");
    let several = "several-right-answers: 2 choices are right, and only one can be chosen".to_owned();
    assert!(told(&two).contains(&several), "{:?}", told(&two));
}

#[test]
fn a_blank_where_none_can_stand_is_told_at_its_place() {
    let blank = "<textEntryInteraction responseIdentifier='RESPONSE'/>";
    let why = "interaction-inside: a blank stands where only a text can: in an option, in feedback, or in something \
               that is not understood";
    let option = item("", "", "").replace(">b<", &format!(">b {blank}<"));
    let feedback = item("", &format!("<feedbackBlock>{blank}</feedbackBlock><p>x {blank} y</p>"), "")
        .replace("choiceInteraction", "p");
    for text in [option, feedback] {
        let found = reasons(&read("q.xml", text.as_bytes(), &assumed()));
        assert!(found.contains(&why.to_owned()), "{found:?}");
    }
    // Both are read where they may stand; what is wrong is that there are two ways to answer.
    let mixed = item("", &format!("<p>x {blank}</p>"), "");
    let found = reasons(&read("q.xml", mixed.as_bytes(), &assumed()));
    assert!(found.iter().any(|loss| loss.starts_with("mixed-interactions: ")), "{found:?}");
}

#[test]
fn what_an_item_is_about_or_kept_apart_from_is_told_by_what_became_of_it() {
    let keyword = |word: &str| format!("<keyword><string>{word}</string></keyword>");
    let lom =
        format!("<metadata><lom><general>{}{}</general></lom></metadata>", keyword("enemy:q"), keyword("enemy:gone"));
    let manifest = format!(
        "<manifest><resources><resource type='imsqti_item_xmlv2p1' href='a.xml'>{lom}<file href='a.xml'/>\
         </resource></resources></manifest>"
    );
    let about = |href: &str| {
        let reference = format!("<assessmentStimulusRef identifier='s' href='{href}'/><itemBody>");
        let text = item("", "", "").replacen("<itemBody>", &reference, 1);
        let broken = b"<assessmentStimulus>".as_slice();
        let files = [("imsmanifest.xml", manifest.as_bytes()), ("a.xml", text.as_bytes()), ("s.xml", broken)];
        reasons(&read("q.zip", &packed(&files), &assumed()))
    };
    for (href, why) in [
        ("none.xml", "the package has no such file; the item is read without it"),
        ("../s.xml", "only files in the package come along; the item is read without it"),
        ("s.xml", "its XML cannot be read: "),
    ] {
        let found = about(href);
        let told = format!("stimulus-not-read: {why}");
        assert!(found.iter().any(|loss| loss.starts_with(&told)), "{told}: {found:?}");
    }
    let found = about("none.xml");
    for told in ["an item is not kept apart from itself", "no item with this id was read"] {
        assert!(found.contains(&format!("enemy-not-read: {told}")), "{found:?}");
    }
}

#[test]
fn nothing_is_lost_in_silence() {
    let processing = "<responseProcessing template='x/match_correct'/>";
    assert_eq!(losses(&item("", "", processing)), [""; 0]);
    let body = "<p>x</p><feedbackBlock><p>y</p></feedbackBlock><infoControl/><math><mi>x</mi></math>\
                <object data='a.mp3' type='audio/mpeg'/><img src='http://x.vn/a.png'/>";
    let found = losses(&item("timeDependent='true' foo='1'", body, &format!("{processing}<apipAccessibility/>")));
    for told in [
        "attribute-not-understood <assessmentItem foo=\"1\">",
        "time-dependent <assessmentItem timeDependent>",
        "feedback-by-response <feedbackBlock>",
        "element-not-understood <infoControl>",
        "element-dropped <math>",
        "element-dropped <object>",
        "picture-not-in-package <img src=\"http://x.vn/a.png\">",
        "element-not-understood <apipAccessibility>",
    ] {
        assert!(found.iter().any(|loss| loss == told), "{told} in {found:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_bytes_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..300), text in "\\PC{0,200}") {
        prop_assert!(read("x", &bytes, &assumed()).bank.is_err());
        prop_assert!(read("x", text.as_bytes(), &assumed()).bank.is_err());
        let zip = packed(&[("imsmanifest.xml", &bytes), ("a.xml", text.as_bytes())]);
        prop_assert!(read("x", &zip, &assumed()).bank.is_err());
    }

    #[test]
    fn damaged_items_are_answered(
        cuts in proptest::collection::vec(
            (any::<prop::sample::Index>(), 0_usize..40, "(<|>|/|\"|&amp;|[a-zA-Z=' ]|</?p>|0|-1|multiple|ordered|RESPONSE|map_response){0,3}"),
            1..4,
        ),
        which in prop::sample::select(vec![
            "tao-2.1/items/i1002.xml", "tao-2.1/items/i1007.xml", "onyx-2.2/match.xml", "onyx-2.2/cloze.xml",
            "onyx-2.2/short.xml", "onyx-2.2/number.xml", "player-3.0/items/thu-tu.xml", "player-3.0/items/diem.xml",
            "player-3.0/items/vung.xml", "onyx-2.2/associate.xml",
        ]),
    ) {
        let path = fixtures("good").join(which);
        let mut text = std::fs::read_to_string(&path).expect("a file");
        for (from, length, instead) in cuts {
            let mut from = from.index(text.len());
            let mut to = (from + length).min(text.len());
            while !text.is_char_boundary(from) { from -= 1; }
            while !text.is_char_boundary(to) { to += 1; }
            text.replace_range(from..to, &instead);
        }
        let manifest = b"<manifest><resources><resource type='imsqti_item_xmlv2p1' href='a/b.xml'/></resources></manifest>";
        let picture = std::fs::read(fixtures("good/player-3.0/images/thu.png")).expect("a file");
        let zip = packed(&[("imsmanifest.xml", manifest), ("a/b.xml", text.as_bytes()), ("images/thu.png", &picture), ("images/trinh duyet.png", &picture)]);
        for bytes in [zip.as_slice(), text.as_bytes()] {
            if let Err(mistakes) = read("x", bytes, &assumed()).bank {
                prop_assert!(!mistakes.is_empty());
            }
        }
    }
}
