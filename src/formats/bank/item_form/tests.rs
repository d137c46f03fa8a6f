//! Laws of the form of an item.

use super::*;
use crate::formats::bank::{BANK_FILE, item_file, laws, manifest, read_files, write};
use proptest::prelude::*;

proptest! {
    #[test]
    fn an_item_goes_through_the_form_and_comes_back(bank in laws::bank()) {
        let others: Vec<(String, Vec<u8>)> =
            write(&bank, None).into_iter().filter(|(name, _)| !name.starts_with("items/") && name != BANK_FILE).collect();
        let mut text = String::new();
        for item in &bank.items {
            let form = ItemForm::read(&item_file(item));
            prop_assert_eq!(&form, &ItemForm::read(&form.draft(&bank.languages).toml()), "{}", item_file(item));
            text.push_str(&form.draft(&bank.languages).toml());
        }
        let mut files = vec![(BANK_FILE.to_owned(), manifest(&bank).into_bytes()), ("items/all.toml".to_owned(), text.clone().into_bytes())];
        files.extend(others);
        // What a form cannot say of a blank: signs that part its words, ids of its options, capitals that matter.
        let is_plain = |form: &ItemForm| form.item_type != "cloze" && form.item_type != "ordering" && form.item_type != "matching";
        let read = read_files(&files);
        if bank.items.iter().all(|item| is_plain(&ItemForm::read(&item_file(item)))) {
            let read = read.map_err(|mistakes| TestCaseError::fail(format!("{mistakes}\n{text}")))?;
            prop_assert_eq!(read.bank.items, bank.items.clone());
        }
    }

    #[test]
    fn any_text_is_a_form(content in "(\\[\\[item\\]\\]\n|id = \"a\"\n|type = \"(cloze|matching|hotspot|ordering)\"\n|\\[\\[item.(blank|option|area)\\]\\]\n|key = [0-9a-z\"\\[\\]]{1,5}\n|\\PC{0,10}){0,12}") {
        let form = ItemForm::read(&content);
        let _ = form.draft(&Language::ALL).toml();
    }
}
