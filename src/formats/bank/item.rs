//! One `[[item]]` of an items file.

use super::assembly;
use super::frameworks;
use super::key;
use super::manifest::Vocabulary;
use super::options;
use super::parts;
use super::pictures::{self, Drawn};
use super::simulations;
use super::stimuli::{self, Stimuli};
use super::whole::is_items_file;
use crate::domain::assessment::item::{Blank, Item, ItemExplanation, ItemFace, ItemKind, ItemTraits, ItemType};
use crate::domain::assessment::key::{Answer, BlankKey};
use crate::domain::quality::Rule;
use crate::formats::mistake::{Mistakes, quote};
use crate::formats::toml_file::codes::code;
use crate::formats::toml_file::fields::{Fields, Named, Shape};
use crate::formats::toml_file::sheet::{Place, Sheet};
use crate::formats::toml_file::suggest::did_you_mean;
use crate::formats::toml_file::texts::{self, LINE, MARKDOWN, localized};
use std::collections::BTreeMap;
use std::ops::Range;
use toml::de::DeTable;

const FILE: Shape = Shape { noun: "an items file", known: &["item"] };
const ITEM: Shape = Shape {
    noun: "an item",
    known: &[
        "id",
        "type",
        "competency",
        "level",
        "kind",
        "key",
        "points",
        "partial_credit",
        "source",
        "as_of",
        "review_by",
        "digcomp",
        "frameworks",
        "accepts",
        "enemies",
        "keep_order",
        "stem",
        "option",
        "match_source",
        "blank",
        "stimulus",
        "simulation",
        "picture",
        "picture_text",
        "area",
        "tolerance",
        "units",
        "minds_case",
        "ignores_marks",
        "rationale",
        "legal_basis",
    ],
};
/// The framework that has a field of its own.
pub(super) const DIGCOMP: &str = "digcomp";
/// Competences of it that one item may map to.
const MAPPED: usize = 21;

/// What a file says of one item: where its id stands, and the item when nothing was wrong with it.
pub(super) struct Draft {
    pub id: Option<(String, Place)>,
    pub item: Option<Item>,
    /// The ids it names as enemies, and where.
    pub enemies: Vec<(String, Place)>,
}

/// What items may refer to.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    pub vocabulary: &'a Vocabulary,
    pub pictures: &'a BTreeMap<String, Drawn>,
    /// By file name: hash and text.
    pub simulations: &'a BTreeMap<String, (String, String)>,
    pub stimuli: &'a Stimuli,
}

/// Reads all items files among `files`, on two threads: those of a large bank take a second; their mistakes go to
/// `mistakes`.
pub(super) fn read_files(files: &[(String, Vec<u8>)], known: Known<'_>, mistakes: &mut Mistakes) -> Vec<Draft> {
    let files: Vec<_> = files.iter().filter(|(name, _)| is_items_file(name)).collect();
    let read = |files: &[&(String, Vec<u8>)]| {
        let mut mistakes = Mistakes::default();
        let drafts: Vec<Draft> =
            files.iter().flat_map(|(name, bytes)| read_file(name, bytes, known, &mut mistakes)).collect();
        (drafts, mistakes)
    };
    // The first half here, the second one beside it.
    let (first, second) = files.split_at(files.len().div_ceil(2));
    let ((mut drafts, found), (others, found_beside)) = std::thread::scope(|scope| {
        let beside = scope.spawn(|| read(second));
        (read(first), beside.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    });
    drafts.extend(others);
    mistakes.append(found);
    mistakes.append(found_beside);
    drafts
}

/// Reads an items file; its mistakes go to `mistakes`.
fn read_file(name: &str, bytes: &[u8], known: Known<'_>, mistakes: &mut Mistakes) -> Vec<Draft> {
    let mut sheet = match Sheet::open(name, bytes) {
        Ok(sheet) => sheet,
        Err(mistake) => {
            mistakes.push(mistake);
            return Vec::new();
        }
    };
    let mark = sheet.mark();
    let root = sheet.parse();
    let drafts = if sheet.faults() > 0 {
        // The parser gives up at some mistakes; item by item, the others are still read.
        sheet.start_over(mark);
        let pieces = sheet.pieces("[[item]]");
        pieces.into_iter().flat_map(|piece| read_piece(&mut sheet, piece, known)).collect()
    } else {
        read_tables(&mut sheet, &root, known)
    };
    mistakes.append(sheet.into_mistakes());
    drafts
}

/// Where the TOML is broken only that is told, not what else seems wrong for it.
fn read_piece(sheet: &mut Sheet<'_>, piece: Range<usize>, known: Known<'_>) -> Vec<Draft> {
    let faults = sheet.faults();
    let root = sheet.parse_piece(piece);
    let mark = sheet.mark();
    let mut drafts = read_tables(sheet, &root, known);
    if sheet.faults() > faults {
        sheet.forget(mark);
        drafts.iter_mut().for_each(|draft| draft.item = None);
    }
    drafts
}

fn read_tables(sheet: &mut Sheet<'_>, root: &DeTable<'_>, known: Known<'_>) -> Vec<Draft> {
    let fields = Fields::of_file(sheet, root, &FILE);
    let items = fields.tables(sheet, "item");
    items.into_iter().map(|item| read(sheet, item, known)).collect()
}

fn read(sheet: &mut Sheet<'_>, item: Named<'_, '_>, known: Known<'_>) -> Draft {
    let Known { vocabulary, pictures, .. } = known;
    let Some(fields) = Fields::of(sheet, item, &ITEM) else {
        return Draft { id: None, item: None, enemies: Vec::new() };
    };
    let id = fields.need(sheet, "id").and_then(|named| Some((code(sheet, named)?, sheet.place(named.at()))));
    let types = ItemType::ALL.map(|item_type| (item_type.name(), item_type));
    let item_type = fields.need(sheet, "type").and_then(|named| named.choice(sheet, &types));
    let languages = &vocabulary.languages;
    let stem = localized(sheet, &fields, "stem", (MARKDOWN, languages));
    let options = options::read(sheet, &fields, item_type, languages);
    let sources = parts::sources(sheet, &fields, item_type, languages);
    let blanks = parts::blanks(sheet, &fields, (item_type, stem.as_ref()), languages);
    let (blanks, blank_keys) = split(blanks);
    let picture = pictures::picture(sheet, &fields, item_type, (pictures, languages));
    let shown = picture.as_ref().and_then(Option::as_ref);
    let areas = pictures::areas(sheet, &fields, (item_type, shown), languages);
    let simulation = simulations::simulation(sheet, &fields, known.simulations);
    let stimulus = stimuli::of_item(sheet, &fields, known.stimuli);
    let parts = key::Parts {
        options: options.as_deref(),
        sources: sources.as_deref(),
        blanks: blank_keys,
        areas: areas.as_deref(),
    };
    let key = key::read(sheet, &fields, item_type, parts);
    let keeps_order = keeps_order(sheet, &fields, item_type);
    let enemies = assembly::enemies(sheet, &fields);
    let named = enemies.clone().unwrap_or_default();
    let traits = traits(sheet, &fields, (vocabulary, enemies));
    let explanation = explanation(sheet, &fields, vocabulary);
    let digcomp = digcomp(sheet, &fields);
    let frameworks = frameworks::mapped(sheet, &fields);
    let accepts = accepts(sheet, &fields);
    let whole = || {
        let key = key?;
        let face = ItemFace {
            sources: sources?,
            units: key.units(),
            blanks: blanks?,
            picture: picture?,
            stimulus: stimulus?,
            simulation: simulation?,
            areas: areas?,
            takes_points: matches!(&key.answer, Answer::Areas(right) if right.len() > 1),
            keeps_order: keeps_order?,
            ..ItemFace::with_options(id.as_ref()?.0.clone(), item_type?, stem?, options?)
        };
        Some(Item {
            face,
            traits: traits?,
            key,
            explanation: explanation?,
            digcomp: digcomp?,
            frameworks: frameworks?,
            accepts: accepts?,
        })
    };
    let item = whole();
    Draft { id, item, enemies: named }
}

type Keyed = (Option<Vec<Blank>>, Option<BTreeMap<String, BlankKey>>);

fn split(read: Option<Vec<(Blank, BlankKey)>>) -> Keyed {
    let Some(read) = read else { return (None, None) };
    let keys = read.iter().map(|(blank, key)| (blank.id.clone(), key.clone())).collect();
    (Some(read.into_iter().map(|(blank, _)| blank).collect()), Some(keys))
}

/// Whether forms show the options as they are written; only where they would be shuffled otherwise.
fn keeps_order(sheet: &mut Sheet<'_>, fields: &Fields<'_, '_>, item_type: Option<ItemType>) -> Option<bool> {
    let Some(named) = fields.get("keep_order") else { return Some(false) };
    let flag = named.flag(sheet)?;
    if let Some(item_type) = item_type.filter(|known| !known.shuffles_options() || *known == ItemType::Ordering) {
        let message = format!("`keep_order` says nothing for {}", item_type.name());
        sheet.advise(named.at(), "not-for-type", message, "delete the field");
        return None;
    }
    Some(flag)
}

fn traits(
    sheet: &mut Sheet<'_>,
    fields: &Fields<'_, '_>,
    (vocabulary, enemies): (&Vocabulary, Option<Vec<(String, Place)>>),
) -> Option<ItemTraits> {
    let competency = fields.need(sheet, "competency").and_then(|named| competency(sheet, named, vocabulary));
    let level = fields.need(sheet, "level").and_then(|named| named.integer(sheet, 1..=4));
    let kinds = ItemKind::ALL.map(|kind| (kind.name(), kind));
    let kind = fields.need(sheet, "kind").and_then(|named| named.choice(sheet, &kinds));
    let level = u8::try_from(level?).ok()?;
    let enemies = enemies?.into_iter().map(|(id, _)| id).collect();
    Some(ItemTraits { competency: competency?, level, kind: kind?, enemies })
}

/// A competency of the bank.
pub(super) fn competency(sheet: &mut Sheet<'_>, named: Named<'_, '_>, vocabulary: &Vocabulary) -> Option<String> {
    let written = named.raw_text(sheet)?;
    known_competency(sheet, (written, named.at()), vocabulary)
}

/// A competency of the bank, written at some place.
pub(super) fn known_competency(
    sheet: &mut Sheet<'_>,
    (written, at): (&str, usize),
    vocabulary: &Vocabulary,
) -> Option<String> {
    let Some(known) = &vocabulary.competencies else { return Some(written.to_owned()) };
    if known.iter().any(|code| code == written) {
        return Some(written.to_owned());
    }
    let known: Vec<&str> = known.iter().map(String::as_str).filter(|_| !sheet.is_full()).collect();
    let hint = did_you_mean(written, &known).unwrap_or_else(|| "add it to bank.toml as a [[competency]]".to_owned());
    sheet.advise(at, "unknown-competency", format!("the bank has no competency {}", quote(written)), hint);
    None
}

fn explanation(sheet: &mut Sheet<'_>, fields: &Fields<'_, '_>, vocabulary: &Vocabulary) -> Option<ItemExplanation> {
    let rationale = localized(sheet, fields, "rationale", (MARKDOWN, &vocabulary.languages));
    let legal_basis = localized(sheet, fields, "legal_basis", (MARKDOWN, &vocabulary.languages));
    let source = fields.need(sheet, "source").and_then(|named| texts::text(sheet, named, named.name, LINE));
    let as_of = fields.need(sheet, "as_of").and_then(|named| named.date(sheet));
    let review_by = fields.need(sheet, "review_by").and_then(|named| {
        let review_by = named.date(sheet)?;
        if as_of.is_some_and(|as_of| review_by <= as_of) {
            let hint = "laws are usually checked again after one year, general knowledge after two";
            sheet.advise(named.at(), "review-not-after", "`review_by` is not after `as_of`", hint);
        }
        Some(review_by)
    });
    Some(ItemExplanation {
        rationale: rationale?,
        legal_basis: legal_basis?,
        source: source?,
        as_of: as_of?,
        review_by: review_by?,
    })
}

/// Codes of quality rules that somebody looked at and lets stand.
fn accepts(sheet: &mut Sheet<'_>, fields: &Fields<'_, '_>) -> Option<Vec<String>> {
    let Some(named) = fields.get("accepts") else { return Some(Vec::new()) };
    let known = Rule::ALL.map(|rule| (rule.code(), rule));
    let mut codes: Vec<String> = Vec::new();
    for entry in named.short_list(sheet, "[\"negative-stem\"]", Rule::ALL.len())? {
        let code = entry.choice(sheet, &known)?.code();
        if codes.iter().any(|known| known == code) {
            sheet.report(entry.at(), "duplicate-value", format!("{} is listed twice", quote(code)));
        } else {
            codes.push(code.to_owned());
        }
    }
    Some(codes)
}

fn digcomp(sheet: &mut Sheet<'_>, fields: &Fields<'_, '_>) -> Option<Vec<String>> {
    let Some(named) = fields.get("digcomp") else { return Some(Vec::new()) };
    let mut codes: Vec<String> = Vec::new();
    for entry in named.short_list(sheet, "[\"1.2\"]", MAPPED)? {
        let Some(written) = entry.raw_text(sheet) else { continue };
        if codes.iter().any(|code| code == written) {
            sheet.report(entry.at(), "duplicate-value", format!("{} is listed twice", quote(written)));
        } else if frameworks::is_digcomp(written) {
            codes.push(written.to_owned());
        } else {
            let hint = "write area.number, from 1.1 to 5.4";
            sheet.advise(entry.at(), "unknown-value", format!("DigComp has no competence {}", quote(written)), hint);
        }
    }
    Some(codes)
}
