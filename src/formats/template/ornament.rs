//! `[[ornament]]`: what is drawn under the text.

use super::whole::PLACE;
use crate::formats::mistake::quote;
use crate::formats::pdf::{Ornament, Watermark};
use crate::formats::toml_file::fields::{Fields, Named, Shape, open_table};
use crate::formats::toml_file::sheet::Sheet;
use crate::formats::toml_file::suggest::did_you_mean;

const NAMES: [&str; 5] = ["drum", "frame", "lotus", "terraces", "watermark"];
const DRUM: Shape = Shape { noun: "a drum", known: &["name", "x", "y", "scale"] };
const FRAME: Shape = Shape { noun: "a frame", known: &["name", "form"] };
const TERRACES: Shape = Shape { noun: "the terraces", known: &["name", "y"] };
const LOTUS: Shape = Shape { noun: "a lotus", known: &["name", "form", "x", "y", "scale"] };
const WATERMARK: Shape = Shape { noun: "the watermark", known: &["name", "x", "y", "angle", "size", "band", "slant"] };
/// Ornaments one page may have.
const LIMIT: usize = 40;

#[derive(Clone, Copy)]
enum Lotus {
    Medallion,
    Flourish,
    Blossom,
}

const LOTUS_FORMS: [(&str, Lotus); 3] =
    [("medallion", Lotus::Medallion), ("flourish", Lotus::Flourish), ("blossom", Lotus::Blossom)];
const FRAME_FORMS: [(&str, Ornament); 2] = [("guilloche", Ornament::Frame), ("garden", Ornament::Garden)];

/// Every ornament, in the order in which they are drawn.
pub(super) fn read(sheet: &mut Sheet<'_>, fields: &Fields<'_, '_>) -> Option<Vec<Ornament>> {
    let tables = fields.tables(sheet, "ornament");
    if tables.len() > LIMIT {
        sheet.report(fields.at, "out-of-range", format!("the template has more than {LIMIT} ornaments"));
        return None;
    }
    let read: Vec<Option<Ornament>> = tables.into_iter().map(|named| ornament(sheet, named)).collect();
    read.into_iter().collect()
}

fn ornament(sheet: &mut Sheet<'_>, named: Named<'_, '_>) -> Option<Ornament> {
    let open = open_table(sheet, named, "an ornament")?;
    let name = open.need(sheet, "name")?;
    match name.raw_text(sheet)? {
        "drum" => {
            let fields = Fields::of(sheet, named, &DRUM)?;
            let (middle, scale) = (middle(sheet, &fields), scale(sheet, &fields));
            Some(Ornament::Drum { middle: middle?, scale: scale? })
        }
        "frame" => {
            let fields = Fields::of(sheet, named, &FRAME)?;
            fields.get("form").map_or(Some(Ornament::Frame), |named| named.choice(sheet, &FRAME_FORMS))
        }
        "terraces" => {
            let fields = Fields::of(sheet, named, &TERRACES)?;
            let top = fields.need(sheet, "y").and_then(|named| named.decimal(sheet, PLACE));
            top.map(|top| Ornament::Terraces { top })
        }
        "lotus" => {
            let fields = Fields::of(sheet, named, &LOTUS)?;
            lotus(sheet, &fields)
        }
        "watermark" => {
            let fields = Fields::of(sheet, named, &WATERMARK)?;
            watermark(sheet, &fields).map(Ornament::Watermark)
        }
        unknown => {
            let hint = did_you_mean(unknown, &NAMES).unwrap_or_default();
            sheet.advise(name.at(), "unknown-value", format!("there is no ornament {}", quote(unknown)), hint);
            None
        }
    }
}

fn middle(sheet: &mut Sheet<'_>, fields: &Fields<'_, '_>) -> Option<(f64, f64)> {
    let mut place = |name| fields.need(sheet, name).and_then(|named| named.decimal(sheet, PLACE));
    let (x, y) = (place("x"), place("y"));
    Some((x?, y?))
}

fn scale(sheet: &mut Sheet<'_>, fields: &Fields<'_, '_>) -> Option<f64> {
    fields.get("scale").map_or(Some(1.0), |named| named.decimal(sheet, 0.05..=10.0))
}

fn lotus(sheet: &mut Sheet<'_>, fields: &Fields<'_, '_>) -> Option<Ornament> {
    let form = fields.need(sheet, "form").and_then(|named| named.choice(sheet, &LOTUS_FORMS));
    let (middle, scale) = (middle(sheet, fields), scale(sheet, fields));
    let (middle, scale) = (middle?, scale?);
    Some(match form? {
        Lotus::Medallion => Ornament::Medallion { middle, scale },
        Lotus::Flourish => Ornament::Flourish { middle, scale },
        Lotus::Blossom => Ornament::Blossom { foot: middle, scale },
    })
}

fn watermark(sheet: &mut Sheet<'_>, fields: &Fields<'_, '_>) -> Option<Watermark> {
    let middle = middle(sheet, fields);
    let angle = fields.need(sheet, "angle").and_then(|named| named.decimal(sheet, -90.0..=90.0));
    let size = fields.need(sheet, "size").and_then(|named| named.decimal(sheet, 5.0..=60.0));
    let slant = fields.get("slant").map_or(Some(0.0), |named| named.decimal(sheet, 0.0..=20.0));
    let named = fields.need(sheet, "band")?;
    let edges = named.short_list(sheet, "[54, 17, 243, 23.9]", 4)?;
    let edges: Option<Vec<f64>> = edges.into_iter().map(|named| named.decimal(sheet, PLACE)).collect();
    let Ok(band) = <[f64; 4]>::try_from(edges?) else {
        sheet.report(named.at(), "out-of-range", "`band` has four edges: left, upper, right, lower");
        return None;
    };
    Some(Watermark { middle: middle?, angle: angle?, size: size?, band, slant: slant? })
}
