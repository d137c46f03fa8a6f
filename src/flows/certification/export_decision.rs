//! Export a decision: its list, its register as CSV and XLSX, its certificates as a ZIP; page by page, never all in
//! memory. No file is named after a person.

use super::certificate_file::{StoredFile, certificate_file};
use crate::domain::certification::decision::ListedResult;
use crate::domain::identifier::DecisionId;
use crate::domain::text::Language;
use crate::domain::timestamp::Timestamp;
use crate::flows::Service;
use crate::formats::decision_list::{About, first_line, read_line};
use crate::formats::register_out::{CsvRegister, XlsxRegister};
use crate::i18n::Texts;
use crate::store::StoreError;
use crate::store::certification::certificates::{Registered, Stage};
use crate::store::certification::decision_rows::{self, Line};
use crate::store::certification::decisions::{self, Decision};
use crate::store::certification::making;
use std::collections::HashMap;
use std::io::Write;
use std::sync::Arc;
use tokio::runtime::Handle;
use zip::write::SimpleFileOptions;

/// Rows read at once.
const PAGE: i64 = 500;

/// What is exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Export {
    /// The list as its hash covers it.
    List,
    /// The register as CSV.
    Csv,
    /// The register as a workbook.
    Xlsx,
    /// The certificates' files in an archive.
    Zip,
}

/// Why an export broke off.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A certificate's file is gone, and cannot be made again.
    #[error("a certificate's file is lost")]
    Lost,
    /// The export cannot be written.
    #[error("the export cannot be written: {0}")]
    Io(#[from] std::io::Error),
}

/// Writes an export; gives how many rows it has. Runs on a thread of its own, for writing may wait.
///
/// # Errors
/// When something cannot be read or written; then the export is not whole.
pub async fn export_decision<W: Write + Send + 'static>(
    service: Arc<Service>,
    decision: Decision,
    what: Export,
    texts: Texts,
    out: W,
) -> Result<usize, ExportError> {
    let handle = Handle::current();
    let pages = Pages { service, handle, decision: decision.id.clone(), reached: 0 };
    let written = tokio::task::spawn_blocking(move || match what {
        Export::List => list(pages, &decision, out),
        Export::Csv => csv(pages, &decision, texts, out),
        Export::Xlsx => xlsx(pages, &decision, texts, out),
        Export::Zip => archive(pages, out),
    });
    written.await.map_err(|error| ExportError::Io(std::io::Error::other(error)))?
}

/// The decision, if it is there.
///
/// # Errors
/// When the store failed.
pub async fn find_decision(service: &Service, id: &DecisionId) -> Result<Option<Decision>, StoreError> {
    decisions::find(&mut service.store.read().await?.link(), id).await
}

/// The lines of a list, page by page, with their certificates where they are issued.
struct Pages {
    service: Arc<Service>,
    handle: Handle,
    decision: DecisionId,
    reached: u32,
}

impl Pages {
    fn lines(&mut self) -> Result<Vec<Line>, ExportError> {
        let lines = self.handle.block_on(async {
            let mut reader = self.service.store.read().await?;
            decision_rows::after(&mut reader.link(), &self.decision, self.reached, PAGE).await
        })?;
        self.reached = lines.last().map_or(self.reached, |line| line.row);
        Ok(lines)
    }

    /// A page of issued certificates in the list's order; `None` after the last page.
    fn issued(&mut self) -> Result<Option<Vec<(Line, Registered)>>, ExportError> {
        let lines = self.lines()?;
        if lines.is_empty() {
            return Ok(None);
        }
        let bases: Vec<_> = lines.iter().map(|line| line.basis.clone()).collect();
        let found = self
            .handle
            .block_on(async { making::of_bases(&mut self.service.store.read().await?.link(), &bases).await })?;
        let mut found: HashMap<_, _> = found
            .into_iter()
            .filter(|registered| registered.stage == Stage::Issued)
            .map(|registered| (registered.basis.clone(), registered))
            .collect();
        Ok(Some(lines.into_iter().filter_map(|line| found.remove(&line.basis).map(|found| (line, found))).collect()))
    }
}

fn list(mut pages: Pages, decision: &Decision, mut out: impl Write) -> Result<usize, ExportError> {
    let about = About {
        kind: decision.kind,
        assessment: &decision.assessment,
        version: decision.version,
        rows: usize::try_from(decision.rows).unwrap_or_default(),
    };
    writeln!(out, "{}", first_line(&about))?;
    let mut count = 0;
    loop {
        let lines = pages.lines()?;
        if lines.is_empty() {
            out.flush()?;
            return Ok(count);
        }
        for line in lines {
            writeln!(out, "{}", line.entry)?;
            count += 1;
        }
    }
}

fn csv(mut pages: Pages, decision: &Decision, texts: Texts, out: impl Write) -> Result<usize, ExportError> {
    let mut register = CsvRegister::new(out, &header(texts))?;
    let mut count = 0;
    while let Some(page) = pages.issued()? {
        for (line, registered) in page {
            register.row(&cells(&line, &registered, decision, texts)?)?;
            count += 1;
        }
    }
    register.finish()?;
    Ok(count)
}

fn xlsx(mut pages: Pages, decision: &Decision, texts: Texts, out: impl Write + Send) -> Result<usize, ExportError> {
    let mut register = XlsxRegister::new(&header(texts))?;
    let mut count = 0;
    while let Some(page) = pages.issued()? {
        for (line, registered) in page {
            register.row(&cells(&line, &registered, decision, texts)?)?;
            count += 1;
        }
    }
    register.finish(out)?;
    Ok(count)
}

fn archive(mut pages: Pages, out: impl Write) -> Result<usize, ExportError> {
    let zip_error = |error: zip::result::ZipError| ExportError::Io(std::io::Error::other(error));
    let mut archive = zip::ZipWriter::new_stream(out);
    // The files are packed inside already.
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let mut count = 0;
    while let Some(page) = pages.issued()? {
        for (_, registered) in page {
            let Some(issued) = &registered.issued else { continue };
            let file = pages.handle.block_on(certificate_file(&pages.service, &registered, issued))?;
            let StoredFile::Found { bytes: pdf, .. } = file else { return Err(ExportError::Lost) };
            archive.start_file(file_name(&registered), stored).map_err(zip_error)?;
            archive.write_all(&pdf)?;
            count += 1;
        }
    }
    archive.finish().map_err(zip_error)?.into_inner().flush()?;
    Ok(count)
}

/// `000012-2026_K3VQ….pdf`: register number and code, nothing about the person.
fn file_name(registered: &Registered) -> String {
    let plain = |letter: char| if letter.is_ascii_alphanumeric() { letter } else { '-' };
    let number: String = registered.claim.register_number.chars().map(plain).collect();
    format!("{number}_{}.pdf", registered.claim.id)
}

fn header(texts: Texts) -> [&'static str; 14] {
    [
        texts.column_row(),
        texts.column_serial(),
        texts.register_number_label(),
        texts.column_holder(),
        texts.column_birth_date(),
        texts.column_unit(),
        texts.column_position(),
        texts.column_login(),
        texts.column_assessed(),
        texts.column_score(),
        texts.column_issued(),
        texts.column_expires(),
        texts.column_decision(),
        texts.column_code(),
    ]
}

fn cells(line: &Line, registered: &Registered, decision: &Decision, texts: Texts) -> Result<Vec<String>, ExportError> {
    let listed = read_line(&line.entry).ok_or(StoreError::Unreadable("decision_row.entry"))?;
    let ListedResult { birth_date, staff_code, assessed_on, .. } = listed;
    let claim = &registered.claim;
    let day = |at: Timestamp| at.day_in_vietnam().to_string();
    let score = |earned: u32, possible: u32| {
        use crate::domain::assessment::scoring::Centipoints;
        let (earned, possible) = (Centipoints(earned).decimal(), Centipoints(possible).decimal());
        let text = format!("{earned}/{possible}");
        if texts.language() == Language::Vi { text.replace('.', ",") } else { text }
    };
    let reference = decision
        .confirmed
        .as_ref()
        .map(|confirmed| format!("{} ({})", confirmed.reference.number, confirmed.reference.day()));
    Ok(vec![
        line.row.to_string(),
        claim.serial.clone(),
        claim.register_number.clone(),
        claim.holder.clone(),
        birth_date.map(|date| date.to_string()).unwrap_or_default(),
        claim.unit.clone(),
        claim.position.clone(),
        staff_code,
        assessed_on.to_string(),
        claim.score.map(|signed| score(signed.earned_centipoints, signed.possible_centipoints)).unwrap_or_default(),
        day(claim.issued_at),
        claim.expires_at.map(day).unwrap_or_default(),
        reference.unwrap_or_default(),
        claim.id.grouped(),
    ])
}
