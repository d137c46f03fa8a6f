//! Laws of bank files, for arbitrary banks and arbitrary bytes.

use super::*;
use crate::domain::assessment::bank::Competency;
use crate::domain::assessment::blueprint::{Blueprint, BlueprintRule};
use crate::domain::assessment::definition::{CertificateTerms, IssuePolicy, Presentation, ReviewPolicy};
use crate::domain::assessment::form::{Candidate, draw};
use crate::domain::assessment::item::{
    Item, ItemExplanation, ItemFace, ItemKey, ItemKind, ItemOption, ItemTraits, ItemType, PartialCredit,
};
use crate::domain::assessment::scoring::Cuts;
use crate::domain::text::{Language, Localized, nfc};
use crate::domain::timestamp::Timestamp;
use crate::formats::markdown::forbidden;
use proptest::collection::{btree_map, vec};
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};
use time::Date;

/// One line with everything that TOML must escape and Vietnamese needs.
fn line() -> impl Strategy<Value = String> {
    "[a-zA-Z0-9àảãáạăđêưựỄỘ \"'\\\\{}.,?!:;()%/=#\\[\\]-]{1,40}".prop_filter_map("a stored text", |text| stored(&text))
}

fn markdown() -> impl Strategy<Value = String> {
    vec(line(), 1..4).prop_filter_map("a stored text", |lines| stored(&lines.join("\n")))
}

/// As reading gives it.
fn stored(text: &str) -> Option<String> {
    let text = nfc(text.trim());
    (!text.is_empty() && forbidden(&text).is_empty()).then_some(text)
}

fn localized(languages: Vec<Language>, text: impl Strategy<Value = String>) -> impl Strategy<Value = Localized> {
    vec(text, languages.len()).prop_map(move |texts| Localized(languages.iter().copied().zip(texts).collect()))
}

fn day() -> impl Strategy<Value = Date> {
    (2_455_000..2_470_000).prop_map(|number| Date::from_julian_day(number).expect("a day"))
}

fn options(languages: Vec<Language>) -> impl Strategy<Value = Vec<ItemOption>> {
    let texts = vec(localized(languages, markdown()), 2..=8);
    texts.prop_map(|texts| {
        let option = |(index, mut text): (usize, Localized)| {
            let id = format!("{}", char::from(b'a' + u8::try_from(index).expect("at most eight")));
            text.0.values_mut().for_each(|text| text.insert_str(0, &format!("{id} ")));
            ItemOption { id, text }
        };
        texts.into_iter().enumerate().map(option).collect()
    })
}

/// Options and a key that fit the type.
fn answers(item_type: ItemType, languages: Vec<Language>) -> BoxedStrategy<(Vec<ItemOption>, Vec<String>)> {
    match item_type {
        ItemType::TrueFalse => {
            let options = options::true_and_false(&languages);
            any::<bool>().prop_map(move |truth| (options.clone(), vec![truth.to_string()])).boxed()
        }
        ItemType::SingleChoice => (options(languages), any::<Index>())
            .prop_map(|(options, right)| {
                let key = vec![right.get(&options).id.clone()];
                (options, key)
            })
            .boxed(),
        ItemType::MultipleChoice => options(languages)
            .prop_filter("room for a wrong one", |options| options.len() > 2)
            .prop_flat_map(|options| {
                let ids: Vec<String> = options.iter().map(|option| option.id.clone()).collect();
                let most = ids.len() - 1;
                (Just(options), subsequence(ids, 2..=most))
            })
            .boxed(),
    }
}

fn traits() -> impl Strategy<Value = ItemTraits> {
    (select(vec!["alpha", "beta-2"]), 1_u8..=4, select(ItemKind::ALL.to_vec()))
        .prop_map(|(competency, level, kind)| ItemTraits { competency: competency.to_owned(), level, kind })
}

fn explanation(languages: Vec<Language>) -> impl Strategy<Value = ItemExplanation> {
    let texts = (localized(languages.clone(), markdown()), localized(languages, markdown()));
    (texts, line(), day(), 1_i64..900).prop_map(|((rationale, legal_basis), source, as_of, days)| ItemExplanation {
        rationale,
        legal_basis,
        source,
        as_of,
        review_by: as_of + time::Duration::days(days),
    })
}

fn item(languages: Vec<Language>) -> impl Strategy<Value = Item> {
    select(ItemType::ALL.to_vec()).prop_flat_map(move |item_type| {
        let scored = (answers(item_type, languages.clone()), 1_u16..=100, any::<bool>());
        let said = (localized(languages.clone(), markdown()), explanation(languages.clone()));
        let digcomp = subsequence(vec!["1.1".to_owned(), "2.6".to_owned(), "5.4".to_owned()], 0..=3);
        (scored, said, traits(), digcomp).prop_map(move |scored_said| {
            let (((options, correct), points, strict), (stem, explanation), traits, digcomp) = scored_said;
            let is_strict = strict && item_type == ItemType::MultipleChoice;
            let partial_credit = if is_strict { PartialCredit::AllOrNothing } else { PartialCredit::SumClamped };
            let face = ItemFace { id: String::new(), item_type, stem, options };
            Item { face, traits, key: ItemKey { correct, points, partial_credit }, explanation, digcomp }
        })
    })
}

fn bank() -> impl Strategy<Value = Bank> {
    let languages = select(vec![vec![Language::Vi], vec![Language::En], vec![Language::Vi, Language::En]]);
    languages.prop_flat_map(|languages| {
        let texts = (localized(languages.clone(), line()), localized(languages.clone(), markdown()), line(), line());
        let titles = vec(localized(languages.clone(), line()), 2);
        (texts, titles, vec(item(languages.clone()), 1..6)).prop_map(
            move |((title, description, framework, licence), titles, items)| {
                let codes = ["alpha", "beta-2"].into_iter().zip(titles);
                let numbered = items.into_iter().enumerate().map(|(number, mut item)| {
                    item.face.id = format!("i-{number}");
                    item
                });
                Bank {
                    code: "made-up".to_owned(),
                    title,
                    description,
                    languages: languages.clone(),
                    framework,
                    licence,
                    competencies: codes.map(|(code, title)| Competency { code: code.to_owned(), title }).collect(),
                    items: numbered.collect(),
                }
            },
        )
    })
}

fn terms(languages: Vec<Language>) -> impl Strategy<Value = CertificateTerms> {
    let issue = select(vec![IssuePolicy::AtOnce, IssuePolicy::ByDecision]);
    (vec(localized(languages, line()), 4), any::<bool>(), of(1_u16..=600), issue).prop_map(
        |(texts, shows_score, valid_months, issue)| CertificateTerms {
            issue,
            template: valid_months.map(|months| format!("template-{months}")),
            subtitle: texts[0].clone(),
            statement: texts[1].clone(),
            description: texts[2].clone(),
            criteria: texts[3].clone(),
            serial_pattern: "{seq:05}/{year}/AI-ĐN".to_owned(),
            register_pattern: "Số {seq:06}".to_owned(),
            shows_score,
            valid_months,
        },
    )
}

fn cuts() -> impl Strategy<Value = Cuts> {
    let cut = || (1_u16..=10_000).prop_map(|points| points.try_into().expect("a cut"));
    (cut(), btree_map(select(vec!["alpha".to_owned(), "beta-2".to_owned()]), cut(), 0..=2))
        .prop_map(|(whole, by_competency)| Cuts { whole, by_competency })
}

fn window() -> impl Strategy<Value = (Option<Timestamp>, Option<Timestamp>)> {
    let moment = 1_400_000_000_000_000_i64..2_000_000_000_000_000;
    (of(moment), of(1_i64..90_000_000_000_000)).prop_map(|(opens, length)| {
        let closes = length.map(|length| opens.unwrap_or(1_500_000_000_000_000) + length);
        (opens.map(Timestamp::from_micros), closes.map(Timestamp::from_micros))
    })
}

fn assessment(languages: Vec<Language>) -> impl Strategy<Value = Assessment> {
    let texts = (localized(languages.clone(), line()), localized(languages.clone(), markdown()));
    let times = (60_u32..=86_400, 0_u32..=600, of(1_u16..=1_000), 0_u32..=31_622_400);
    let policies =
        (select(vec![ReviewPolicy::AfterSubmit, ReviewPolicy::AfterClose, ReviewPolicy::Never]), any::<bool>());
    (texts, times, cuts(), window(), policies, of(terms(languages.clone()))).prop_map(move |drawn| {
        let ((title, description), (time_limit_s, grace_s, attempts, pause_s), cuts, window, policies, certificate) =
            drawn;
        let any_item = BlueprintRule { competency: None, level: None, kind: None, count: 1 };
        Assessment {
            code: "made-up-2026".to_owned(),
            bank: "made-up".to_owned(),
            title,
            description,
            languages: languages.clone(),
            blueprint: Blueprint { rules: vec![any_item] },
            time_limit_s,
            grace_s,
            attempts,
            pause_s,
            cuts,
            opens_at: window.0,
            closes_at: window.1,
            review: policies.0,
            presentation: if policies.1 { Presentation::OneItem } else { Presentation::AllItems },
            certificate,
        }
    })
}

fn rule() -> impl Strategy<Value = BlueprintRule> {
    let competency = of(select(vec!["alpha".to_owned(), "beta-2".to_owned()]));
    (competency, of(1_u8..=3), of(select(ItemKind::ALL.to_vec())), 1_u16..4)
        .prop_map(|(competency, level, kind, count)| BlueprintRule { competency, level, kind, count })
}

fn faceless(traits: ItemTraits, number: usize) -> Item {
    let face = ItemFace {
        id: format!("i-{number}"),
        item_type: ItemType::TrueFalse,
        stem: Localized::default(),
        options: Vec::new(),
    };
    let key = ItemKey { correct: Vec::new(), points: 1, partial_credit: PartialCredit::SumClamped };
    let day = Date::from_julian_day(2_461_000).expect("a day");
    let explanation = ItemExplanation {
        rationale: Localized::default(),
        legal_basis: Localized::default(),
        source: String::new(),
        as_of: day,
        review_by: day,
    };
    Item { face, traits, key, explanation, digcomp: Vec::new() }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_written_reads_back_equal((bank, assessment) in bank().prop_flat_map(|bank| {
        let languages = bank.languages.clone();
        (Just(bank), of(assessment(languages)))
    })) {
        let files = write(&bank, assessment.as_ref());
        let read = read_files(&files).map_err(|mistakes| TestCaseError::fail(mistakes.to_string()))?;
        prop_assert_eq!(&read.bank, &bank);
        prop_assert_eq!(&read.assessment, &assessment);
        prop_assert_eq!(write(&read.bank, read.assessment.as_ref()), files);
    }

    #[test]
    fn a_blueprint_that_passes_is_served_whatever_the_seed(
        traits in vec(traits(), 0..25), rules in vec(rule(), 1..5), seeds in vec(any::<[u8; 16]>(), 8),
    ) {
        let items: Vec<Item> = traits.into_iter().enumerate().map(|(number, traits)| faceless(traits, number)).collect();
        let passes = rules.iter().enumerate().all(|(index, rule)| {
            blueprint::supply(&items, &rules[..index], rule).1 >= usize::from(rule.count)
        });
        let bank: Vec<Candidate<'_>> =
            items.iter().map(|item| Candidate { face: &item.face, traits: &item.traits }).collect();
        let blueprint = Blueprint { rules };
        for seed in seeds {
            prop_assert!(!passes || draw(&bank, &blueprint, seed).is_ok());
        }
    }
}

proptest! {
    #[test]
    fn arbitrary_bytes_are_answered_with_mistakes(bytes in vec(any::<u8>(), 0..300), text in "\\PC{0,200}") {
        for name in [BANK_FILE, ASSESSMENT_FILE, "items/a.toml"] {
            prop_assert!(read_files(&[(name.to_owned(), bytes.clone())]).is_err());
            prop_assert!(read_files(&[(name.to_owned(), text.clone().into_bytes())]).is_err());
        }
    }

    #[test]
    fn a_damaged_bank_is_read_or_refused_but_never_breaks_the_reader(
        cuts in vec((any::<Index>(), any::<Index>(), "[\\[\\]{}=.\"'\\\\#\na0é\u{202E}]{0,4}"), 1..4), which in 0_usize..4,
    ) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/banks/good/complete");
        let mut files = folder::collect(&folder).expect("files");
        let bytes = &mut files[which].1;
        for (from, length, instead) in cuts {
            let from = from.index(bytes.len() + 1);
            let to = (from + length.index(40)).min(bytes.len());
            bytes.splice(from..to, instead.bytes());
        }
        if let Err(mistakes) = read_files(&files) {
            prop_assert!(!mistakes.is_empty());
            prop_assert!(mistakes.iter().all(|mistake| mistake.line > 0 && mistake.column > 0));
        }
    }
}
