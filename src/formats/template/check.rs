//! What a template must hold to as a page: everything that is needed is there, has its place, and keeps it
//! when the texts are as long as they come.

use super::sample::Sample;
use super::whole::Written;
use crate::domain::text::Language;
use crate::formats::mistake::quote;
use crate::formats::pdf::layout::{Role, Square, TextLine};
use crate::formats::pdf::words::Placeholder;
use crate::formats::pdf::{Band, Layout, Ornament, Placed, PreflightError};
use crate::formats::qr::LARGEST_SIDE;
use crate::formats::toml_file::sheet::Sheet;
use std::collections::BTreeSet;

/// The smallest module of a QR symbol that a coarse print or an old camera shows, in millimetres.
const MODULE: f64 = 0.5;
/// What every certificate says, whatever its design.
const NEEDED: [Placeholder; 13] = [
    Placeholder::Band,
    Placeholder::IssuingBody,
    Placeholder::Country,
    Placeholder::Motto,
    Placeholder::Subtitle,
    Placeholder::Statement,
    Placeholder::SignerTitle,
    Placeholder::SignerName,
    Placeholder::Holder,
    Placeholder::Serial,
    Placeholder::RegisterNumber,
    Placeholder::Address,
    Placeholder::Domain,
];
/// Boxes that touch by less do not overlap: a fifth of a millimetre.
const TOUCH: f64 = 0.2;

/// Notes every mistake of a page that is there in all its parts.
pub(super) fn check(sheet: &mut Sheet<'_>, written: &Written) {
    needed(sheet, &written.layout);
    symbol(sheet, written);
    let mut told = BTreeSet::new();
    // The band shows on demonstrations only, but then it must not lie on anything.
    for (sample, band) in Sample::ALL.into_iter().flat_map(|sample| [(sample, Band::Sample), (sample, Band::Absent)]) {
        lines(sheet, written, (sample, band), &mut told);
    }
}

fn needed(sheet: &mut Sheet<'_>, layout: &Layout) {
    // The English lines repeat; they do not replace.
    let vietnamese = layout.paragraphs.iter().filter(|paragraph| paragraph.language == Language::Vi);
    let said: BTreeSet<Placeholder> =
        vietnamese.flat_map(|paragraph| &paragraph.lines).flat_map(TextLine::placeholders).collect();
    for placeholder in NEEDED.into_iter().filter(|needed| !said.contains(needed)) {
        let message = format!("no Vietnamese line says `{{{}}}`, which every certificate does", placeholder.name());
        sheet.report(0, "missing-line", message);
    }
    let count = |role| layout.paragraphs.iter().filter(|paragraph| paragraph.role == role).count();
    if count(Role::Heading) != 1 {
        let message = format!("{} lines have the role `heading`, not one", count(Role::Heading));
        sheet.advise(0, "missing-title", message, "give it to the line that says GIẤY CHỨNG NHẬN");
    }
    let addresses = layout.lines().filter(|line| line.placeholders().contains(&Placeholder::Address)).count();
    if addresses > 1 {
        sheet.report(0, "two-addresses", "two lines say `{address}`; one of them is the link");
    }
    let watermarks = layout.ornaments.iter().filter(|ornament| matches!(ornament, Ornament::Watermark(_))).count();
    if watermarks != 1 {
        let message = format!("the template has {watermarks} watermarks, not one");
        sheet.advise(0, "missing-watermark", message, "demonstrations and samples are drawn with it, and only they");
    }
}

fn symbol(sheet: &mut Sheet<'_>, Written { layout, qr: at, .. }: &Written) {
    let Square { x, y, side } = layout.qr;
    let smallest = LARGEST_SIDE as f64 * MODULE;
    if side < smallest {
        let message =
            format!("the QR symbol has {side} mm with its quiet zone: its modules would be smaller than {MODULE} mm");
        sheet.advise(*at, "qr-too-small", message, format!("give it a side of {smallest} mm at least"));
    }
    if !is_inside(layout, [x, y, x + side, y + side]) {
        let message = format!("the QR symbol does not stand within the margin of {} mm", layout.page.margin);
        sheet.report(*at, "off-page", message);
    }
}

fn is_inside(layout: &Layout, [left, top, right, bottom]: [f64; 4]) -> bool {
    let page = layout.page;
    left >= page.margin
        && top >= page.margin
        && right <= page.width - page.margin
        && bottom <= page.height - page.margin
}

fn overlap(one: &[f64; 4], other: &[f64; 4]) -> bool {
    let apart = |from: usize, to: usize| one[to] - TOUCH <= other[from] || other[to] - TOUCH <= one[from];
    !(apart(0, 2) || apart(1, 3))
}

/// A line by its places in the layout.
type Line = (usize, usize);

fn lines(
    sheet: &mut Sheet<'_>,
    written: &Written,
    (sample, band): (Sample, Band),
    told: &mut BTreeSet<(Line, &'static str, Line)>,
) {
    let layout = &written.layout;
    let at =
        |(paragraph, line): Line| written.lines.get(paragraph).and_then(|lines| lines.get(line)).copied().unwrap_or(0);
    let (placed, unset) = layout.survey(&sample.claim(layout, None), band);
    for (paragraph, line, error) in unset {
        let place = (paragraph, line);
        if told.insert((place, error.code(), place)) {
            does_not_set(sheet, at(place), sample, error);
        }
    }
    let Square { x, y, side } = layout.qr;
    let place_of = |placed: &Placed| (placed.paragraph, placed.line);
    for (index, row) in placed.iter().enumerate() {
        let place = place_of(row);
        if !is_inside(layout, row.edges) && told.insert((place, "off-page", place)) {
            let message = format!("{} does not stand within the margin of {} mm", quote(&row.text), layout.page.margin);
            sheet.report(at(place), "off-page", message);
        }
        if overlap(&row.edges, &[x, y, x + side, y + side]) && told.insert((place, "qr", place)) {
            let message = format!("{} lies on the QR symbol or its quiet zone ({})", quote(&row.text), sample.name());
            sheet.report(at(place), "overlap", message);
        }
        for other in placed[..index].iter().filter(|other| overlap(&row.edges, &other.edges)) {
            if told.insert((place, "overlap", place_of(other))) {
                let message = format!("{} lies on {} ({})", quote(&row.text), quote(&other.text), sample.name());
                sheet.report(at(place), "overlap", message);
            }
        }
    }
}

fn does_not_set(sheet: &mut Sheet<'_>, at: usize, sample: Sample, error: PreflightError) {
    match error {
        PreflightError::DoesNotFit(_) => {
            let message = format!("the text of the {} sample does not fit, even at the smallest size", sample.name());
            let hint = "give the line more `room`, a smaller `smallest`, or [[line.rows]]";
            sheet.advise(at, "does-not-fit", message, hint);
        }
        error => sheet.report(at, error.code(), format!("the {} sample cannot be set: {error}", sample.name())),
    }
}
