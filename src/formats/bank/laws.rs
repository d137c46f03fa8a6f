//! Laws of bank files, for arbitrary banks and arbitrary bytes.

mod assessments;

use super::*;
use crate::domain::assessment::adaptive::AdaptiveRule;
use crate::domain::assessment::admission::Admission;
use crate::domain::assessment::bank::Competency;
use crate::domain::assessment::blueprint::{Blueprint, BlueprintRule};
use crate::domain::assessment::decimal::Decimal;
use crate::domain::assessment::deduction::WrongCosts;
use crate::domain::assessment::definition::{CertificateTerms, IssuePolicy, Presentation};
use crate::domain::assessment::form::{Candidate, draw};
use crate::domain::assessment::grade::Grade;
use crate::domain::assessment::item::{
    Blank, BlankKind, Item, ItemExplanation, ItemFace, ItemKind, ItemOption, ItemTraits, ItemType, Stimulus,
};
use crate::domain::assessment::key::{Answer, BlankAnswer, BlankKey, ItemKey, NumberKey, PartialCredit, TextKey};
use crate::domain::assessment::picture::{Area, AreaShape, Picture};
use crate::domain::assessment::proficiency::{ProficiencyLevel, ProficiencyScale};
use crate::domain::assessment::review::{ReviewPolicy, ReviewTable, Shown};
use crate::domain::assessment::scoring::{CutScore, Cuts};
use crate::domain::assessment::section::Section;
use crate::domain::assessment::way::Navigation;
use crate::domain::text::{Language, Localized, nfc};
use crate::domain::timestamp::Timestamp;
use crate::formats::markdown::forbidden;
use assessments::{adaptive, assessment, with_adaptive};
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

/// What is answered, and a key that fits it.
#[derive(Clone, Debug)]
struct Answered {
    options: Vec<ItemOption>,
    sources: Vec<ItemOption>,
    blanks: Vec<Blank>,
    areas: Vec<Area>,
    answer: Answer,
}

fn answered(options: Vec<ItemOption>, answer: Answer) -> Answered {
    Answered { options, sources: Vec::new(), blanks: Vec::new(), areas: Vec::new(), answer }
}

fn answers(item_type: ItemType, languages: Vec<Language>) -> BoxedStrategy<Answered> {
    let ids = |options: &[ItemOption]| options.iter().map(|option| option.id.clone()).collect::<Vec<String>>();
    match item_type {
        ItemType::TrueFalse => {
            let options = options::true_and_false(&languages);
            any::<bool>()
                .prop_map(move |truth| answered(options.clone(), Answer::Correct(vec![truth.to_string()])))
                .boxed()
        }
        ItemType::SingleChoice => (options(languages), any::<Index>())
            .prop_map(|(options, right)| {
                let key = vec![right.get(&options).id.clone()];
                answered(options, Answer::Correct(key))
            })
            .boxed(),
        ItemType::MultipleChoice => options(languages)
            .prop_filter("room for a wrong one", |options| options.len() > 2)
            .prop_flat_map(move |options| {
                let ids = ids(&options);
                let most = ids.len() - 1;
                (Just(options), subsequence(ids, 2..=most))
            })
            .prop_map(|(options, right)| answered(options, Answer::Correct(right)))
            .boxed(),
        ItemType::Ordering => options(languages)
            .prop_flat_map(move |options| (Just(ids(&options)).prop_shuffle(), Just(options)))
            .prop_map(|(order, options)| answered(options, Answer::Order(order)))
            .boxed(),
        ItemType::Matching => (options(languages.clone()), lines(languages), vec(any::<Index>(), 8))
            .prop_map(|(sources, options, right)| {
                let pairs = sources.iter().zip(right).map(|(one, at)| (one.id.clone(), at.get(&options).id.clone()));
                let answer = Answer::Pairs(pairs.collect());
                Answered { sources, ..answered(options, answer) }
            })
            .boxed(),
        ItemType::Numeric => number().prop_map(|key| answered(Vec::new(), Answer::Number(key))).boxed(),
        ItemType::ShortText => words().prop_map(|key| answered(Vec::new(), Answer::Text(key))).boxed(),
        ItemType::Hotspot => (lines(languages), shapes(), any::<Index>())
            .prop_map(|(texts, shapes, right)| {
                let areas: Vec<Area> = texts
                    .into_iter()
                    .zip(shapes)
                    .map(|(option, shape)| Area { id: option.id, text: option.text, shape })
                    .collect();
                let right = right.index(areas.len() - 1) + 1;
                let key = areas.iter().take(right).map(|area| (area.id.clone(), area.shape.clone())).collect();
                Answered { areas, ..answered(Vec::new(), Answer::Areas(key)) }
            })
            .boxed(),
        ItemType::Cloze => vec(blank(languages), 1..4)
            .prop_map(|drawn| {
                let numbered = drawn.into_iter().enumerate().map(|(place, (blank, key))| {
                    let id = (place + 1).to_string();
                    (Blank { id: id.clone(), ..blank }, (id, key))
                });
                let (blanks, keys): (Vec<_>, Vec<_>) = numbered.unzip();
                let answer = Answer::Blanks(keys.into_iter().collect());
                Answered { blanks, ..answered(Vec::new(), answer) }
            })
            .boxed(),
    }
}

/// Within a picture of 200 by 100.
fn shapes() -> impl Strategy<Value = Vec<AreaShape>> {
    let corner = || (0_u32..199, 0_u32..99).prop_map(|(x, y)| [x, y]);
    let rectangle = (corner(), corner()).prop_map(|(one, other)| {
        AreaShape::Rectangle([
            [one[0].min(other[0]), one[1].min(other[1])],
            [one[0].max(other[0]), one[1].max(other[1])],
        ])
    });
    let circle = (50_u32..100, 50_u32..60, 1_u32..39).prop_map(|(x, y, radius)| AreaShape::Circle([x, y], radius));
    let polygon = vec(corner(), 3..6)
        .prop_map(AreaShape::Polygon)
        .prop_filter("holds its middle", |shape| shape.contains(shape.middle()));
    vec(prop_oneof![rectangle, circle, polygon], 8)
}

/// A grey picture, as it is stored.
fn picture_file() -> (String, Vec<u8>) {
    let mut png = Vec::new();
    let mut encoder = png::Encoder::new(&mut png, 200, 100);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_compression(png::Compression::High);
    let mut writer = encoder.write_header().expect("written");
    writer.write_image_data(&[127; 20_000]).expect("written");
    drop(writer);
    (crate::domain::identifier::hex(&<sha2::Sha256 as sha2::Digest>::digest(&png)), png)
}

/// Options that are plain lines.
fn lines(languages: Vec<Language>) -> impl Strategy<Value = Vec<ItemOption>> {
    vec(localized(languages, line()), 2..=8).prop_map(|texts| {
        let option = |(index, mut text): (usize, Localized)| {
            let id = format!("t{index}");
            text.0.values_mut().for_each(|text| text.insert_str(0, &format!("{id} ")));
            ItemOption { id, text }
        };
        texts.into_iter().enumerate().map(option).collect()
    })
}

fn number() -> impl Strategy<Value = NumberKey> {
    let decimal = |written: String| Decimal::parse(&written).expect("a number");
    let value = "-?[0-9]{1,6}(\\.[0-9]{1,4})?";
    (value, "[0-9](\\.[0-9]{1,3})?", any::<bool>()).prop_map(move |(value, tolerance, has_units)| {
        let units = [("km".to_owned(), Decimal::ONE), ("m".to_owned(), decimal("0.001".into()))];
        NumberKey {
            value: decimal(value),
            tolerance: decimal(tolerance),
            units: if has_units { units.into() } else { Vec::new() },
        }
    })
}

fn words() -> impl Strategy<Value = TextKey> {
    (vec("[a-zđêư]{2,9}( [a-z]{2,5})?", 1..4), any::<bool>(), any::<bool>()).prop_map(|(texts, minds_case, marks)| {
        let numbered = texts.into_iter().enumerate().map(|(number, text)| nfc(&format!("{text} {number}")));
        TextKey { accepted: numbered.collect(), minds_case, ignores_marks: marks }
    })
}

fn blank(languages: Vec<Language>) -> impl Strategy<Value = (Blank, BlankKey)> {
    let empty = |kind| Blank { id: String::new(), kind, options: Vec::new(), units: Vec::new() };
    let choice = (lines(languages), any::<Index>()).prop_map(move |(options, right)| {
        let answer = BlankAnswer::Option(right.get(&options).id.clone());
        (Blank { options, ..empty(BlankKind::Choice) }, answer)
    });
    let text = words().prop_map(move |key| (empty(BlankKind::Text), BlankAnswer::Text(key)));
    let number = number().prop_map(move |key| {
        let units = key.units.iter().map(|(unit, _)| unit.clone()).collect();
        (Blank { units, ..empty(BlankKind::Number) }, BlankAnswer::Number(key))
    });
    (prop_oneof![choice, text, number], 1_u16..=100)
        .prop_map(|((blank, answer), weight)| (blank, BlankKey { answer, weight }))
}

fn traits() -> impl Strategy<Value = ItemTraits> {
    (select(vec!["alpha", "beta-2"]), 1_u8..=4, select(ItemKind::ALL.to_vec())).prop_map(|(competency, level, kind)| {
        let competency = competency.to_owned();
        ItemTraits { competency, level, kind, enemies: Vec::new() }
    })
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
        let scored = (answers(item_type, languages.clone()), 1_u16..=100, select(PartialCredit::of(item_type)));
        let said = (localized(languages.clone(), markdown()), explanation(languages.clone()));
        let codes = |all: [&str; 3]| subsequence(all.map(str::to_owned).to_vec(), 0..=3);
        let mapped = (
            codes(["1.1", "2.6", "5.4"]),
            codes(["757-2025/citizens", "757-2025/officials", "02-2025/vi"]),
            codes(["longest-key", "near-duplicate", "never-drawn"]),
        );
        (scored, said, traits(), mapped, any::<bool>()).prop_map(move |scored_said| {
            let ((answered, points, rule), (mut stem, explanation), traits, (digcomp, frameworks, accepts), is_pinned) =
                scored_said;
            if !answered.blanks.is_empty() {
                stem.0.values_mut().for_each(|text| *text = text.replace(['{', '}'], "|"));
            }
            for blank in &answered.blanks {
                stem.0.values_mut().for_each(|text| text.push_str(&format!(" x{{{}}}", blank.id)));
            }
            let key = ItemKey { answer: answered.answer, points, partial_credit: rule };
            let face = ItemFace {
                sources: answered.sources,
                units: key.units(),
                blanks: answered.blanks,
                picture: (!answered.areas.is_empty()).then(|| Picture {
                    sha256: picture_file().0,
                    width: 200,
                    height: 100,
                    text: Localized(stem.0.keys().map(|language| (*language, "x".to_owned())).collect()),
                }),
                takes_points: matches!(&key.answer, Answer::Areas(right) if right.len() > 1),
                areas: answered.areas,
                keeps_order: is_pinned && item_type.shuffles_options() && item_type != ItemType::Ordering,
                ..ItemFace::with_options(String::new(), item_type, stem, answered.options)
            };
            Item { face, traits, key, explanation, digcomp, frameworks, accepts }
        })
    })
}

/// A simulation by its hash.
fn simulation_file() -> (String, String) {
    let html = "<!DOCTYPE html><title>x</title><script>parent.postMessage({ simulation: 'ready' }, '*')</script>";
    (crate::domain::identifier::hex(&<sha2::Sha256 as sha2::Digest>::digest(html)), html.to_owned())
}

pub(crate) fn bank() -> impl Strategy<Value = Bank> {
    let languages = select(vec![vec![Language::Vi], vec![Language::En], vec![Language::Vi, Language::En]]);
    languages.prop_flat_map(|languages| {
        let texts = (localized(languages.clone(), line()), localized(languages.clone(), markdown()), line(), line());
        let titles = vec(localized(languages.clone(), line()), 2);
        (texts, titles, vec((item(languages.clone()), any::<bool>()), 1..6)).prop_map(
            move |((title, description, framework, licence), titles, items)| {
                let codes = ["alpha", "beta-2"].into_iter().zip(titles);
                let numbered = items.into_iter().enumerate().map(|(number, (mut item, has_enemy))| {
                    item.face.id = format!("i-{number}");
                    if has_enemy {
                        item.face.simulation = Some(simulation_file().0);
                        item.face.stimulus =
                            Some(Stimulus { id: "s-1".to_owned(), text: description.clone(), picture: None });
                    }
                    item.traits.enemies = (0..number).filter(|_| has_enemy).map(|other| format!("i-{other}")).collect();
                    item
                });
                let items: Vec<Item> = numbered.collect();
                let has_picture = items.iter().any(|item| item.face.picture.is_some());
                let has_simulation = items.iter().any(|item| item.face.simulation.is_some());
                Bank {
                    pictures: has_picture.then(picture_file).into_iter().collect(),
                    simulations: has_simulation.then(simulation_file).into_iter().collect(),
                    code: "made-up".to_owned(),
                    title,
                    description,
                    languages: languages.clone(),
                    framework,
                    licence,
                    authors: if has_picture { vec!["TG-01".to_owned(), "TG-Đ2".to_owned()] } else { Vec::new() },
                    competencies: codes.map(|(code, title)| Competency { code: code.to_owned(), title }).collect(),
                    items,
                }
            },
        )
    })
}

fn rule() -> impl Strategy<Value = BlueprintRule> {
    let competency = of(select(vec!["alpha".to_owned(), "beta-2".to_owned()]));
    (competency, of(1_u8..=3), of(select(ItemKind::ALL.to_vec())), 1_u16..4)
        .prop_map(|(competency, level, kind, count)| BlueprintRule { competency, level, kind, count })
}

fn faceless(traits: ItemTraits, number: usize) -> Item {
    let face = ItemFace::with_options(format!("i-{number}"), ItemType::TrueFalse, Localized::default(), Vec::new());
    let key = ItemKey { answer: Answer::Correct(Vec::new()), points: 1, partial_credit: PartialCredit::SumClamped };
    let day = Date::from_julian_day(2_461_000).expect("a day");
    let explanation = ItemExplanation {
        rationale: Localized::default(),
        legal_basis: Localized::default(),
        source: String::new(),
        as_of: day,
        review_by: day,
    };
    Item { face, traits, key, explanation, digcomp: Vec::new(), frameworks: Vec::new(), accepts: Vec::new() }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_written_reads_back_equal((bank, assessment) in bank().prop_flat_map(|bank| {
        let languages = bank.languages.clone();
        (Just(bank), of(assessment(languages)))
    }), adaptive in of(adaptive())) {
        let assessment = assessment.map(|assessment| with_adaptive(assessment, adaptive, &bank));
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
        let blueprint = Blueprint { rules, ..Blueprint::default() };
        for seed in seeds {
            prop_assert!(!passes || draw(&bank, &blueprint, seed).is_ok());
        }
    }
}

proptest! {
    #[test]
    fn arbitrary_bytes_are_answered_with_mistakes(bytes in vec(any::<u8>(), 0..300), text in "\\PC{0,200}") {
        for name in [BANK_FILE, ASSESSMENT_FILE, PARAMETERS_FILE, "items/a.toml"] {
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
