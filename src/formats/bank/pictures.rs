//! Pictures of a bank, `pictures/*.png`, and the areas of them that items ask about.
//!
//! A picture is decoded and written anew: what is stored is pixels alone, without anything else the file held.

use super::whole::about_file;
use crate::domain::assessment::item::ItemType;
use crate::domain::assessment::picture::{Area, AreaShape, Picture, Point};
use crate::domain::identifier::hex;
use crate::formats::mistake::{Mistakes, quote};
use crate::formats::toml_file::codes::code;
use crate::formats::toml_file::fields::{Fields, Named, Shape};
use crate::formats::toml_file::sheet::Sheet;
use crate::formats::toml_file::suggest::did_you_mean;
use crate::formats::toml_file::texts::{LINE, Languages, in_languages, localized};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

const AREA: Shape = Shape { noun: "an area", known: &["id", "rectangle", "circle", "polygon", "vi", "en"] };
/// No side of a picture may be longer: phones would wait for what they cannot show.
const LONGEST_SIDE: u32 = 1_600;
/// Bytes of a picture as it is sent.
const HEAVIEST: usize = 300 * 1024;
/// Areas of a hotspot.
const AREAS: RangeInclusive<usize> = 2..=12;
/// Corners of a polygon.
const CORNERS: usize = 20;

/// A picture as it is stored.
#[derive(Clone, Debug)]
pub(super) struct Drawn {
    pub sha256: String,
    pub width: u32,
    pub height: u32,
    pub png: Vec<u8>,
}

/// Whether a file's name is that of a picture: `pictures/NAME.png`.
pub(super) fn is_picture_file(name: &str) -> bool {
    name.strip_prefix("pictures/").is_some_and(|name| !name.contains('/') && name.ends_with(".png"))
}

/// Every picture among the files, by name; those that are none are mistakes.
pub(super) fn read_all(files: &[(String, Vec<u8>)], mistakes: &mut Mistakes) -> BTreeMap<String, Drawn> {
    let mut pictures = BTreeMap::new();
    for (name, bytes) in files.iter().filter(|(name, _)| is_picture_file(name)) {
        match drawn_anew(bytes) {
            Ok(drawn) => {
                pictures.insert(name.clone(), drawn);
            }
            Err(message) => mistakes.push(about_file(name, "bad-picture", message)),
        }
    }
    pictures
}

/// Whether the bytes are a PNG picture that a bank can have.
pub fn is_picture(bytes: &[u8]) -> bool {
    drawn_anew(bytes).is_ok()
}

fn drawn_anew(bytes: &[u8]) -> Result<Drawn, String> {
    let broken = |_| "the file is no PNG picture that can be read".to_owned();
    let limits = png::Limits { bytes: 64 * 1024 * 1024 };
    let mut decoder = png::Decoder::new_with_limits(std::io::Cursor::new(bytes), limits);
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().map_err(broken)?;
    let (width, height) = (reader.info().width, reader.info().height);
    if width.max(height) > LONGEST_SIDE {
        return Err(format!("the picture is {width} by {height} pixels; no side may be longer than {LONGEST_SIDE}"));
    }
    let mut pixels = vec![0; reader.output_buffer_size().ok_or("the picture is too large")?];
    let frame = reader.next_frame(&mut pixels).map_err(broken)?;
    pixels.truncate(frame.buffer_size());
    let mut png = Vec::new();
    let mut encoder = png::Encoder::new(&mut png, width, height);
    encoder.set_color(frame.color_type);
    encoder.set_depth(frame.bit_depth);
    encoder.set_compression(png::Compression::High);
    let written = encoder.write_header().and_then(|mut writer| writer.write_image_data(&pixels));
    written.map_err(|error| format!("the picture cannot be written anew: {error}"))?;
    if png.len() > HEAVIEST {
        return Err(format!(
            "the picture weighs {} bytes, more than {HEAVIEST}; use fewer pixels or colours",
            png.len()
        ));
    }
    Ok(Drawn { sha256: hex(&Sha256::digest(&png)), width, height, png })
}

/// The picture of an item: `picture` and `picture_text`. `None` when something is wrong with it.
pub(super) fn picture(
    sheet: &mut Sheet<'_>,
    fields: &Fields<'_, '_>,
    item_type: Option<ItemType>,
    (pictures, languages): (&BTreeMap<String, Drawn>, &Languages),
) -> Option<Option<Picture>> {
    let Some(named) = fields.get("picture") else {
        if item_type == Some(ItemType::Hotspot) {
            fields.need(sheet, "picture");
            return None;
        }
        if let Some(at) = fields.key_at("picture_text") {
            sheet.advise(at, "not-for-type", "there is no `picture` that this text describes", "delete `picture_text`");
        }
        return Some(None);
    };
    let text = localized(sheet, fields, "picture_text", (LINE, languages));
    let written = named.raw_text(sheet)?;
    let Some(drawn) = pictures.get(written) else {
        let known: Vec<&str> = pictures.keys().map(String::as_str).collect();
        let hint = did_you_mean(written, &known).unwrap_or_else(|| "pictures lie in pictures/NAME.png".to_owned());
        sheet.advise(named.at(), "unknown-picture", format!("the bank has no picture {}", quote(written)), hint);
        return None;
    };
    Some(Some(Picture { sha256: drawn.sha256.clone(), width: drawn.width, height: drawn.height, text: text? }))
}

/// The areas of a hotspot; none for other types.
pub(super) fn areas(
    sheet: &mut Sheet<'_>,
    fields: &Fields<'_, '_>,
    (item_type, picture): (Option<ItemType>, Option<&Picture>),
    languages: &Languages,
) -> Option<Vec<Area>> {
    if item_type != Some(ItemType::Hotspot) {
        return Some(Vec::new());
    }
    let written = fields.tables(sheet, "area");
    if !AREAS.contains(&written.len()) {
        let at = fields.key_at("area").unwrap_or(fields.at);
        sheet.report(at, "area-count", format!("the item has {} areas, not 2 to 12", written.len()));
    }
    let written: Vec<Named<'_, '_>> = written.into_iter().take(2 * AREAS.end()).collect();
    let mut areas: Vec<Option<Area>> = Vec::new();
    for named in written {
        let area = area(sheet, named, (picture, languages));
        if let Some(area) = area.as_ref().filter(|area| areas.iter().flatten().any(|earlier| earlier.id == area.id)) {
            sheet.report(named.at(), "duplicate-option-id", format!("two areas have the id {}", quote(&area.id)));
        }
        areas.push(area);
    }
    areas.into_iter().collect()
}

fn area(
    sheet: &mut Sheet<'_>,
    named: Named<'_, '_>,
    (picture, languages): (Option<&Picture>, &Languages),
) -> Option<Area> {
    let fields = Fields::of(sheet, named, &AREA)?;
    let id = fields.need(sheet, "id").and_then(|named| code(sheet, named));
    let text = in_languages(sheet, &fields, "area", (LINE, languages));
    let shape = shape(sheet, &fields)?;
    let [width, height] = shape.reach();
    let is_good = shape.contains(shape.middle())
        && picture.is_none_or(|picture| width < picture.width && height < picture.height);
    if !is_good {
        let message = "the area is empty, reaches out of the picture, or does not hold its own middle";
        sheet.advise(fields.at, "bad-area", message, "count pixels from the upper left corner, starting with 0");
        return None;
    }
    Some(Area { id: id?, text: text?, shape })
}

/// `rectangle = [left, top, right, bottom]`, `circle = [x, y, radius]` or `polygon = [x, y, x, y, x, y]`.
fn shape(sheet: &mut Sheet<'_>, fields: &Fields<'_, '_>) -> Option<AreaShape> {
    let named: Vec<Named<'_, '_>> =
        ["rectangle", "circle", "polygon"].into_iter().filter_map(|name| fields.get(name)).collect();
    let [named] = named[..] else {
        let hint =
            "write rectangle = [left, top, right, bottom], circle = [x, y, radius] or polygon = [x, y, x, y, x, y]";
        sheet.advise(fields.at, "bad-area", format!("an area has one shape, not {}", named.len()), hint);
        return None;
    };
    let entries = named.short_list(sheet, "[10, 20, 110, 60]", 2 * CORNERS)?;
    let numbers: Option<Vec<u32>> = entries
        .iter()
        .map(|entry| entry.integer(sheet, 0..=i64::from(LONGEST_SIDE)).and_then(|number| u32::try_from(number).ok()))
        .collect();
    let shape = match (named.name, &numbers?[..]) {
        ("rectangle", [left, top, right, bottom]) if left <= right && top <= bottom => {
            Some(AreaShape::Rectangle([[*left, *top], [*right, *bottom]]))
        }
        ("circle", [x, y, radius]) if radius > &0 && x >= radius && y >= radius => {
            Some(AreaShape::Circle([*x, *y], *radius))
        }
        ("polygon", numbers) if numbers.len() >= 6 && numbers.len().is_multiple_of(2) => {
            let corners: Vec<Point> = numbers.chunks_exact(2).map(|corner| [corner[0], corner[1]]).collect();
            Some(AreaShape::Polygon(corners))
        }
        _ => None,
    };
    if shape.is_none() {
        sheet.report(named.at(), "bad-area", format!("these numbers make no {}", named.name));
    }
    shape
}
