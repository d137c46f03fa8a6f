//! Stories and laws of sheets of items.

use super::*;
use crate::domain::assessment::bank::Bank;
use crate::domain::assessment::item::{BlankKind, Item, ItemType};
use crate::domain::assessment::key::{Answer, BlankAnswer, BlankKey};
use crate::domain::text::{Language, Localized};
use crate::formats::bank::laws;
use crate::formats::exchange::{Assumed, Reading};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use time::macros::date;

fn assumed() -> Assumed {
    Assumed {
        code: "an-toan-so".to_owned(),
        language: Language::Vi,
        today: date!(2026 - 11 - 26),
        competencies: Vec::new(),
    }
}

fn fixture(name: &str) -> Reading {
    let path = format!("{}/tests/fixtures/exchange/spreadsheet/{name}", env!("CARGO_MANIFEST_DIR"));
    read(name.rsplit('/').next().expect("a name"), &std::fs::read(path).expect("a fixture"), &assumed())
}

fn mistakes(reading: &Reading) -> Vec<String> {
    let mistakes = reading.bank.as_ref().expect_err("it has mistakes");
    mistakes.iter().map(ToString::to_string).collect()
}

#[test]
fn a_plain_sheet_of_a_teacher_is_read_and_what_it_lacks_is_filled_in() {
    let reading = fixture("good/plain.csv");
    let bank = &reading.bank.as_ref().expect("no mistakes").bank;
    let items: Vec<(&str, ItemType)> =
        bank.items.iter().map(|item| (item.face.id.as_str(), item.face.item_type)).collect();
    assert_eq!(
        items,
        [
            ("chung-001", ItemType::SingleChoice),
            ("chung-002", ItemType::MultipleChoice),
            ("chung-003", ItemType::TrueFalse),
            ("chung-004", ItemType::ShortText),
        ]
    );
    assert_eq!(bank.items[0].face.stem.get(Language::Vi), "Mật khẩu nào khó đoán nhất?");
    let ledger = reading.ledger.to_string();
    let expected = "kept: column Câu hỏi: 4\nkept: column Phương án a: 2\nkept: column Phương án b: 2\n\
        kept: column Phương án c: 2\nkept: column STT: 4\nkept: column Đáp án: 4\n\
        filled in: as_of = 2026-11-26: 4\nfilled in: competency = Chung: 4\nfilled in: id = <competency>-<number>: 4\n\
        filled in: kind = knowledge: 4\nfilled in: legal_basis = -: 4\nfilled in: level = 1: 4\n\
        filled in: rationale = -: 4\nfilled in: review_by = one year after as_of: 4\n\
        filled in: source = Chưa ghi nguồn: 4\nfilled in: type = multiple_choice: 1\nfilled in: type = short_text: 1\n\
        filled in: type = single_choice: 1\nfilled in: type = true_false: 1\n\
        plain.csv:1:49: dropped: column `Người soạn`: unknown-column: no column of items has this name\n";
    assert_eq!(ledger, expected);
    assert!(reading.ledger.has_loss());
}

#[test]
fn a_competency_that_is_there_already_is_named_by_its_code_or_by_any_of_its_titles() {
    let title = Localized([(Language::Vi, "Cách làm bài".to_owned()), (Language::En, "Sitting it".to_owned())].into());
    let known = Assumed { competencies: vec![("sitting".to_owned(), title)], ..assumed() };
    let sheet =
        "Lĩnh vực,Câu hỏi,Đáp án\nCách làm bài,Một?,đúng\nsitting it,Hai?,sai\nsitting,Ba?,đúng\nKhác,Bốn?,đúng\n";
    let reading = read("sheet.csv", sheet.as_bytes(), &known);
    let bank = &reading.bank.as_ref().expect("no mistakes").bank;
    let named: Vec<&str> = bank.items.iter().map(|item| item.traits.competency.as_str()).collect();
    assert_eq!(named, ["khac", "sitting", "sitting", "sitting"], "in the order of ids");
}

/// Beside each sheet `NAME.csv` stands `NAME.txt`, what is told of it.
#[test]
fn every_mistake_is_told_at_its_cell() {
    let folder = format!("{}/tests/fixtures/exchange/spreadsheet/bad", env!("CARGO_MANIFEST_DIR"));
    let mut sheets = 0;
    for path in std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        if path.extension().is_some_and(|end| end == "csv") {
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            let expected = std::fs::read_to_string(path.with_extension("txt")).unwrap_or_default();
            let found = mistakes(&fixture(&format!("bad/{name}")));
            assert_eq!(found, expected.lines().collect::<Vec<_>>(), "{name}");
            sheets += 1;
        }
    }
    assert!(sheets > 6, "{sheets} sheets");
}

/// What an office's programs put between and under letters is no mistake of the author's.
#[test]
fn spaces_that_do_not_break_and_decomposed_letters_say_what_plain_ones_say() {
    let read = |name: &str| fixture(name).bank.unwrap_or_else(|found| panic!("{name}: {found}")).bank.items;
    let items = read("good/non-breaking-spaces.csv");
    let answers: Vec<(&str, &Answer)> = items.iter().map(|item| (item.face.id.as_str(), &item.key.answer)).collect();
    let correct = |ids: &[&str]| Answer::Correct(ids.iter().map(|id| (*id).to_owned()).collect());
    assert_eq!(answers, [("cau-01", &correct(&["b"])), ("cau-02", &correct(&["a", "b"]))]);
    assert_eq!((items[0].face.options.len(), items[0].traits.level), (2, 2), "a cell of spaces says nothing");
    assert_eq!(items[0].explanation.as_of, date!(2026 - 11 - 21));
    let items = read("good/decomposed.csv");
    assert_eq!(items[0].face.stem.get(Language::Vi), "Mật khẩu nào khó đoán nhất?");
    assert_eq!((items[0].face.item_type, &items[0].key.answer), (ItemType::SingleChoice, &correct(&["b"])));
    assert_eq!((items[1].face.item_type, &items[1].key.answer), (ItemType::TrueFalse, &correct(&["false"])));
}

/// CSV holds no formulas: what begins like one is the author's text. A workbook's formula is refused at its cell.
#[test]
fn a_formula_is_text_in_csv_and_refused_in_a_workbook() {
    let items = fixture("good/formulas.csv").bank.expect("no mistakes").bank.items;
    assert_eq!(items[0].face.options[0].text.get(Language::Vi), "=A1+B1");
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    for (column, (name, cell)) in (0..).zip([("Câu hỏi", "Mật khẩu nên dài."), ("Đáp án", "đúng")]) {
        sheet.write(0, column, name).expect("written");
        sheet.write(1, column, cell).expect("written");
    }
    sheet.write(0, 2, "Mức độ").expect("written");
    sheet.write_formula(1, 2, "=1+1").expect("written");
    let told = mistakes(&read("a.xlsx", &workbook.save_to_buffer().expect("a workbook"), &assumed()));
    assert_eq!(told, ["a.xlsx:2:3: formula-cell: the cell holds a formula; copy the column and paste it as values"]);
}

#[test]
fn the_template_is_read_without_a_mistake_in_both_languages() {
    for words in Language::ALL {
        let bytes = template(words).expect("it is made");
        let reading = read("template.xlsx", &bytes, &Assumed { language: words, ..assumed() });
        let folder = reading.bank.as_ref().expect("no mistakes");
        assert_eq!(folder.bank.items.len(), 8);
        assert!(!reading.ledger.has_loss(), "{}", reading.ledger);
        let types: BTreeSet<&str> = folder.bank.items.iter().map(|item| item.face.item_type.name()).collect();
        assert_eq!(types.len(), 8);
        assert_eq!(folder.bank.languages, Language::ALL);
    }
}

#[test]
fn a_cell_that_would_run_is_written_as_text_and_comes_back() {
    for text in ["=1+1", "'=1+1", "-5 độ", "@a", " +84", "''", "'a"] {
        let guarded = if cells::runs(text) { format!("'{text}") } else { text.to_owned() };
        assert!(!crate::formats::csv_out::is_dangerous(&guarded), "{text}");
        let back = guarded.strip_prefix('\'').filter(|rest| cells::runs(rest)).unwrap_or(&guarded);
        assert_eq!(back, text);
    }
}

/// What a sheet can say of a bank, with the ids it gives; `None` for items it cannot say.
fn narrowed(item: &Item, words: Language) -> Option<Item> {
    let mut item = item.clone();
    let face = &mut item.face;
    face.picture = None;
    face.simulation = None;
    if let Some(stimulus) = face.stimulus.take() {
        if face.item_type == ItemType::Cloze && stimulus.text.0.values().any(|text| text.contains('{')) {
            return None;
        }
        for (language, stem) in &mut face.stem.0 {
            *stem = format!("{}\n\n{stem}", stimulus.text.get(*language));
        }
    }
    let letters: BTreeMap<String, String> = face
        .options
        .iter()
        .enumerate()
        .map(|(index, option)| (option.id.clone(), columns::letter(index).to_string()))
        .collect();
    match &mut item.key.answer {
        Answer::Correct(_) if face.item_type == ItemType::TrueFalse => {}
        Answer::Correct(ids) | Answer::Order(ids) => {
            ids.iter_mut().for_each(|id| *id = letters[id].clone());
            face.options.iter_mut().for_each(|option| option.id = letters[&option.id].clone());
        }
        Answer::Pairs(pairs) => {
            let mut order: Vec<String> = Vec::new();
            for source in &face.sources {
                if !order.contains(&pairs[&source.id]) {
                    order.push(pairs[&source.id].clone());
                }
            }
            let left: Vec<String> =
                face.options.iter().map(|option| option.id.clone()).filter(|id| !order.contains(id)).collect();
            if face.sources.len() + left.len() > columns::OPTIONS {
                return None;
            }
            order.extend(left);
            let place = |id: &String| order.iter().position(|known| known == id).expect("a target");
            face.options.sort_by_key(|option| place(&option.id));
            let mut renamed = BTreeMap::new();
            for (index, source) in face.sources.iter_mut().enumerate() {
                if source.text.0.values().any(|text| {
                    text.contains(parts::ARROW) || text == parts::NOTHING[usize::from(words == Language::En)]
                }) {
                    return None;
                }
                let id = columns::letter(index).to_string();
                renamed.insert(id.clone(), format!("t{}", place(&pairs[&source.id]) + 1));
                source.id = id;
            }
            *pairs = renamed;
            face.options.iter_mut().enumerate().for_each(|(index, option)| option.id = format!("t{}", index + 1));
        }
        Answer::Number(number) if number.units.iter().any(|(unit, _)| unit.contains(['=', ';', '|', '±'])) => {
            return None;
        }
        Answer::Text(text) if text.accepted.iter().any(|way| way.contains('|')) => return None,
        Answer::Number(_) | Answer::Text(_) => {}
        Answer::Blanks(keys) => {
            let mut renamed = BTreeMap::new();
            if face.blanks.len() > columns::OPTIONS {
                return None;
            }
            for (index, blank) in face.blanks.iter_mut().enumerate() {
                let mut key: BlankKey = keys[&blank.id].clone();
                let id = (index + 1).to_string();
                match &mut key.answer {
                    BlankAnswer::Text(text) => {
                        text.minds_case = false;
                        if text.accepted.iter().any(|way| way.contains('|')) {
                            return None;
                        }
                    }
                    BlankAnswer::Number(number)
                        if number.units.iter().any(|(unit, _)| unit.contains(['=', ';', '|', '±'])) =>
                    {
                        return None;
                    }
                    BlankAnswer::Number(_) => {}
                    BlankAnswer::Option(right) => {
                        let mut ids: Vec<String> = Vec::new();
                        let first = face.stem.0.keys().next().expect("a language");
                        for option in &mut blank.options {
                            if option.text.0.values().any(|text| text.contains('|') || text.starts_with('*')) {
                                return None;
                            }
                            let new = row::code_among(&ids, option.text.get(*first), "option");
                            if *right == option.id {
                                right.clone_from(&new);
                            }
                            option.id.clone_from(&new);
                            ids.push(new);
                        }
                    }
                }
                for stem in face.stem.0.values_mut() {
                    *stem = stem.replace(&format!("{{{}}}", blank.id), &format!("{{\u{1}{id}}}"));
                }
                blank.id.clone_from(&id);
                assert!(blank.kind != BlankKind::Choice || !blank.options.is_empty());
                renamed.insert(id, key);
            }
            *keys = renamed;
            face.stem.0.values_mut().for_each(|stem| *stem = stem.replace('\u{1}', ""));
        }
        Answer::Areas(_) => return None,
    }
    Some(item)
}

/// The bank as a sheet says it.
fn narrowed_bank(bank: &Bank, words: Language) -> Bank {
    let mut items: Vec<Item> = bank.items.iter().filter_map(|item| narrowed(item, words)).collect();
    let there: BTreeSet<String> = items.iter().map(|item| item.face.id.clone()).collect();
    items.iter_mut().for_each(|item| item.traits.enemies.retain(|enemy| there.contains(enemy)));
    Bank { items, authors: Vec::new(), pictures: BTreeMap::new(), simulations: BTreeMap::new(), ..bank.clone() }
}

fn words() -> impl Strategy<Value = Language> {
    proptest::sample::select(Language::ALL.to_vec())
}

proptest! {
    #[test]
    fn what_a_workbook_can_say_comes_back(bank in laws::bank(), words in words()) {
        let expected = narrowed_bank(&bank, words);
        let (bytes, ledger) = workbook(&bank, words).expect("it is made");
        let reading = read("bank.xlsx", &bytes, &Assumed { language: bank.languages[0], ..assumed() });
        prop_assert!(!reading.ledger.has_loss(), "{}", reading.ledger);
        if expected.items.is_empty() {
            return Ok(());
        }
        let folder = reading.bank.map_err(|mistakes| TestCaseError::fail(mistakes.to_string()))?;
        prop_assert_eq!(&folder.bank, &expected);
        let changed = bank.items.iter().filter(|item| narrowed(item, words).as_ref() != Some(item)).count();
        let told: BTreeSet<&str> = ledger.losses().iter().map(|loss| &*loss.place.file).collect();
        prop_assert!(told.len() >= changed, "{} of {}: {}", told.len(), changed, ledger);
    }

    #[test]
    fn what_csv_can_say_comes_back(bank in laws::bank(), words in words()) {
        let expected = narrowed_bank(&bank, words);
        let (bytes, _) = csv(&bank, words);
        let reading = read("bank.csv", &bytes, &Assumed { code: bank.code.clone(), language: bank.languages[0], ..assumed() });
        prop_assert!(!reading.ledger.has_loss(), "{}", reading.ledger);
        if expected.items.is_empty() {
            return Ok(());
        }
        // Letters drawn at random may look like an old encoding, which is refused with advice.
        prop_assume!(!reading.bank.as_ref().is_err_and(|found| found.iter().any(|one| one.code.starts_with("encoding-"))));
        let folder = reading.bank.map_err(|mistakes| TestCaseError::fail(mistakes.to_string()))?;
        prop_assert_eq!(&folder.bank.items, &expected.items);
    }

    #[test]
    fn any_text_is_answered(text in "(câu hỏi|đáp án|loại|id|phương án a|[a-z=>{}|:;,\"'\n\t ế0-9]){0,60}") {
        let _ = read("a.csv", text.as_bytes(), &assumed());
    }
}

#[test]
fn damaged_workbooks_are_answered() {
    let bytes = template(Language::Vi).expect("it is made");
    for at in (0..bytes.len()).step_by(97) {
        let mut damaged = bytes.clone();
        damaged[at] ^= 0x55;
        let _ = read("a.xlsx", &damaged, &assumed());
        let _ = read("a.xlsx", &bytes[..at], &assumed());
    }
}

/// Rows may name a competency each: none of them is compared with all before it.
#[test]
fn a_sheet_with_a_competency_for_each_row_is_answered_in_time() {
    let rows = (0..4_000).map(|row| format!("Lĩnh vực số {row},Đúng không?,đúng\n"));
    let sheet = format!("Lĩnh vực,Câu hỏi,Đáp án\n{}", rows.collect::<String>());
    let begun = std::time::Instant::now();
    assert!(read("a.csv", sheet.as_bytes(), &assumed()).bank.is_err(), "a bank has fewer");
    assert!(begun.elapsed().as_secs() < 30, "{:?}", begun.elapsed());
}

#[test]
fn a_stimulus_is_told_to_lose_a_picture_only_where_it_has_one() {
    let bank = crate::formats::bank::read_folder(
        &std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("question_banks/ai-for-officials"),
    )
    .expect("a bank of ours")
    .bank;
    let joined: Vec<&Item> = bank.items.iter().filter(|item| item.face.stimulus.is_some()).collect();
    let (_, ledger) = csv(&bank, Language::Vi);
    let told: Vec<(String, String)> = ledger
        .losses()
        .into_iter()
        .filter(|loss| loss.code == "stimulus-joined")
        .map(|loss| (loss.place.file.to_string(), loss.reason.clone()))
        .collect();
    assert!(!told.is_empty());
    for (file, reason) in told {
        let item = joined.iter().find(|item| file.ends_with(&format!("/{}", item.face.id))).expect("an item");
        let has_picture = item.face.stimulus.as_ref().is_some_and(|stimulus| stimulus.picture.is_some());
        assert_eq!(reason.contains("picture"), has_picture, "{file}: {reason}");
    }
}

#[test]
fn texts_by_language_stay_apart() {
    let reading = read("a.csv", "Câu hỏi (vi),Câu hỏi (en),Đáp án\nMột?,One?,đúng\nHai?,,sai\n".as_bytes(), &assumed());
    assert_eq!(mistakes(&reading), ["a.csv:3:1: missing-language: `stem` has no text in `en`"]);
    let texts = Localized([(Language::Vi, "x".to_owned())].into());
    assert_eq!(texts.get(Language::En), "x");
}
