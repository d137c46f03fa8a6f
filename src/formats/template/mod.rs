//! Certificate templates: `template.toml`, read with all its mistakes; the bundled ones; made-up certificates
//! for looking at them.
//!
//! The grammar, in words for people who are no programmers, stands in `certificate_templates/README.md`.

mod bundled;
mod check;
mod line;
mod ornament;
mod sample;
mod whole;

#[cfg(test)]
mod tests;

use super::mistake::{Mistake, Mistakes};
use super::pdf::Layout;
use super::toml_file::disk;
use super::toml_file::sheet::Sheet;
pub use bundled::{DEFAULT, bundled, bundled_source};
pub use sample::{Sample, preview};
use std::path::Path;

/// The name of a template's file.
pub const TEMPLATE_FILE: &str = "template.toml";

/// A template as it was written, and what it says.
#[derive(Clone, Debug, PartialEq)]
pub struct TemplateFile {
    /// The file, byte for byte.
    pub source: Vec<u8>,
    /// What it says.
    pub layout: Layout,
}

/// Reads a template from disk: the file itself or the folder that holds it.
///
/// # Errors
/// All its mistakes.
pub fn read_path(path: &Path) -> Result<TemplateFile, Mistakes> {
    let file = if path.is_dir() { path.join(TEMPLATE_FILE) } else { path.to_owned() };
    let source =
        disk::read(&file).map_err(|error| Mistakes::from(disk::unreadable(&file.display().to_string(), &error)))?;
    let layout = read(&file.display().to_string(), &source)?;
    Ok(TemplateFile { source, layout })
}

/// Reads a template and checks that everything it places has its place, also for the longest texts.
///
/// # Errors
/// All its mistakes, in order.
pub fn read(name: &str, source: &[u8]) -> Result<Layout, Mistakes> {
    let mut sheet = open(name, source)?;
    let written = whole::read(&mut sheet, source);
    // Of a page that is not all there it would only be said what follows from that.
    if let Some(written) = written.as_ref().filter(|_| sheet.mark() == 0) {
        check::check(&mut sheet, written);
    }
    finish(sheet, written)
}

/// Reads a template that was accepted once: what it says is not judged again by rules that came later.
///
/// # Errors
/// When it is no template at all.
pub fn read_accepted(source: &[u8]) -> Result<Layout, Mistakes> {
    let mut sheet = open(TEMPLATE_FILE, source)?;
    let written = whole::read(&mut sheet, source);
    finish(sheet, written)
}

fn open<'a>(name: &'a str, source: &'a [u8]) -> Result<Sheet<'a>, Mistake> {
    let mut sheet = Sheet::open(name, source)?;
    sheet.guide = "certificate_templates/README.md";
    Ok(sheet)
}

fn finish(sheet: Sheet<'_>, written: Option<whole::Written>) -> Result<Layout, Mistakes> {
    let mistakes = sheet.into_mistakes();
    match written {
        Some(written) if mistakes.is_empty() => Ok(written.layout),
        _ => Err(mistakes.in_order()),
    }
}
