//! Stamps one holder's certificate onto a composed template: a few objects, the table of offsets.

use super::compose::Template;
use super::error::{Field, PreflightError};
use super::file::Table;
use super::lines::{Line, Spec, halves};
use super::metadata::{info, pdf_date, xmp};
use super::object::{ascii, compressor, deflate, dictionary, name, text, write_indirect};
use super::page::{self, Mark, QR};
use super::pen::{POINTS_PER_MM, number};
use super::structure::LINK_PARENT_KEY;
use super::wording;
use crate::domain::certification::claim::Claim;
use crate::formats::qr::{self, Modules, QUIET_ZONE};
use lopdf::{Dictionary, Object, Stream, StringFormat};
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// What one certificate adds to its template.
#[derive(Clone, Copy, Debug)]
pub struct Variable<'a> {
    /// What is certified.
    pub claim: &'a Claim,
    /// The text of the QR symbol.
    pub qr_text: &'a str,
    /// The signed credential; attached byte for byte.
    pub credential: &'a [u8],
    /// A sentence for the foot line instead of the usual one, or empty.
    pub notice: &'a str,
}

impl Template {
    /// The finished certificate: the same input gives the same bytes, always.
    pub fn stamp(&self, variable: &Variable<'_>) -> Result<Vec<u8>, PreflightError> {
        let claim = variable.claim;
        if !self.standing.is_that_of(claim) {
            return Err(PreflightError::OtherTemplate);
        }
        let address = page::ADDRESS.set(&address(claim))?;
        let content = content(variable, &address)?;
        let mut file = Vec::with_capacity(self.prefix.len() + 16 * 1024);
        file.extend_from_slice(&self.prefix);
        let mut table = self.table.clone();
        for (id, object) in self.objects(variable, &address, &content) {
            table.starts(id, file.len());
            write_indirect(id, &object, &mut file);
        }
        self.finish(&mut file, table);
        Ok(file)
    }

    /// Whether every line of the certificate has its glyphs and its place; draws nothing.
    pub fn fits(&self, claim: &Claim) -> Result<(), PreflightError> {
        if !self.standing.is_that_of(claim) {
            return Err(PreflightError::OtherTemplate);
        }
        let variable = Variable { claim, qr_text: "", credential: b"", notice: "" };
        lines(&variable, &page::ADDRESS.set(&address(claim))?).map(drop)
    }

    fn objects(&self, variable: &Variable<'_>, address: &Line, content: &str) -> [(u32, Object); 6] {
        let claim = variable.claim;
        let places = self.places;
        let mut packer = compressor(6);
        let mut packed = |mut dict: Dictionary, content: &[u8]| {
            dict.set("Filter", name("FlateDecode"));
            Object::Stream(Stream::new(dict, deflate(&mut packer, content)))
        };
        let metadata = dictionary([("Type", name("Metadata")), ("Subtype", name("XML"))]);
        [
            (places.content, packed(Dictionary::new(), content.as_bytes())),
            (places.info, info(claim).into()),
            // PDF/A wants the packet legible to programs that know nothing of PDF.
            (places.metadata, Stream::new(metadata, xmp(claim).into_bytes()).into()),
            (places.link, link(claim, address).into()),
            (places.file, packed(file_dictionary(variable), variable.credential)),
            (places.file_entry, file_entry((places.file, 0)).into()),
        ]
    }

    fn finish(&self, file: &mut Vec<u8>, mut table: Table) {
        let varying = &file[self.prefix.len()..];
        let id = Sha256::new().chain_update(self.digest).chain_update(varying).finalize();
        let id = Object::String(id[..16].to_vec(), StringFormat::Hexadecimal);
        let start = file.len();
        let trailer = dictionary([
            ("Root", Object::Reference((self.places.root, 0))),
            ("Info", Object::Reference((self.places.info, 0))),
            ("ID", vec![id.clone(), id].into()),
        ]);
        table.starts(self.places.table, start);
        write_indirect(self.places.table, &table.into_stream(trailer), file);
        file.extend_from_slice(format!("startxref\n{start}\n%%EOF\n").as_bytes());
    }
}

/// `chungnhan.example.vn/v/K3VQ-7M2A-...`
fn address(claim: &Claim) -> String {
    format!("{}/v/{}", claim.domain(), claim.id.grouped())
}

/// The lines that vary, each part of the page with its own.
fn lines(variable: &Variable<'_>, address: &Line) -> Result<[(Mark, Vec<Line>); 11], PreflightError> {
    let claim = variable.claim;
    let foot = if variable.notice.is_empty() { wording::FOOT } else { variable.notice };
    let one = |spec: Spec, text: &str| Ok::<_, PreflightError>(vec![spec.set(text)?]);
    let english = [(page::ENGLISH, wording::english(claim)), (page::ENGLISH_DETAILS, wording::english_details(claim))];
    let domain = claim.domain();
    let domains = [
        (page::DOMAIN, wording::check_the_domain(domain)),
        (page::DOMAIN_ENGLISH, wording::check_the_domain_in_english(domain)),
    ];
    Ok([
        (Mark::Holder, one(page::HOLDER, &claim.holder)?),
        (Mark::Unit, unit(claim)?),
        (Mark::Result, one(page::RESULT, &wording::result(claim.score))?),
        (Mark::Validity, one(page::VALIDITY, &wording::validity(claim))?),
        (Mark::English, all(&english)?),
        (
            Mark::PlaceAndDate,
            one(page::PLACE_AND_DATE, &wording::place_and_date(&claim.issuer.place, claim.issued_at))?,
        ),
        (Mark::Serial, one(page::SERIAL, &format!("{}{}", wording::SERIAL, claim.serial))?),
        (Mark::Register, register(claim)?),
        (Mark::Address, vec![address.clone()]),
        (Mark::Domain, all(&domains)?),
        (Mark::Foot, one(page::FOOT, foot)?),
    ])
}

fn content(variable: &Variable<'_>, address: &Line) -> Result<String, PreflightError> {
    let modules = symbol(variable.qr_text)?;
    let lines = lines(variable, address)?;
    let mut stream = String::with_capacity(16 * 1024);
    for (mark, lines) in &lines {
        marked(*mark, &mut stream, |stream| lines.iter().for_each(|line| line.write(stream)));
    }
    marked(Mark::Qr, &mut stream, |stream| draw_symbol(&modules, stream));
    Ok(stream)
}

fn all(lines: &[(Spec, String)]) -> Result<Vec<Line>, PreflightError> {
    lines.iter().map(|(spec, text)| spec.set(text)).collect()
}

fn marked(mark: Mark, stream: &mut String, write: impl FnOnce(&mut String)) {
    let _ = writeln!(stream, "/{} <</MCID {}>> BDC", mark.role(), mark.id());
    write(stream);
    stream.push_str("EMC\n");
}

/// One line when it is legible, else two: unit over position, or the unit's name in halves.
fn unit(claim: &Claim) -> Result<Vec<Line>, PreflightError> {
    match page::UNIT.set(&wording::unit_and_position(claim)) {
        Err(PreflightError::DoesNotFit(Field::Unit)) => {}
        fits_or_cannot => return Ok(vec![fits_or_cannot?]),
    }
    let (unit, position) = (wording::unit(claim), wording::position(claim));
    let (upper, lower) = if claim.position.is_empty() { halves(&unit) } else { (unit.as_str(), position.as_str()) };
    Ok(vec![page::UNIT_TWO[0].set(upper)?, page::UNIT_TWO[1].set(lower)?])
}

/// The register number, and under it the decision where there is one.
fn register(claim: &Claim) -> Result<Vec<Line>, PreflightError> {
    let number = page::REGISTER.set(&format!("{}{}", wording::REGISTER, claim.register_number))?;
    let decision = claim.decision.as_ref().map(|decision| page::DECISION.set(&wording::decision(decision)));
    Ok(std::iter::once(number).chain(decision.transpose()?).collect())
}

/// The symbol, if an independent decoder reads its text from it.
fn symbol(text: &str) -> Result<Modules, PreflightError> {
    let modules = qr::encode(text).map_err(|qr::QrError::TooLarge| PreflightError::QrTooLarge)?;
    let reads_back = qr::decode_back(&modules).is_some_and(|read| read == text);
    if reads_back { Ok(modules) } else { Err(PreflightError::QrDoesNotDecode) }
}

fn draw_symbol(modules: &Modules, stream: &mut String) {
    let (left, top, side) = QR.map_points();
    let module = side / (modules.width() + 2 * QUIET_ZONE) as f64;
    let zone = QUIET_ZONE as f64 * module;
    let _ = writeln!(
        stream,
        "q 1 1 1 rg {0} {1} {2} {2} re f 0 0 0 rg {3:.6} 0 0 {3:.6} {4} {5} cm",
        number(left),
        number(top - side),
        number(side),
        module,
        number(left + zone),
        number(top - side + zone),
    );
    for (x, y, length) in modules.runs() {
        let _ = writeln!(stream, "{x} {} {length} 1 re", modules.width() - 1 - y);
    }
    stream.push_str("f Q\n");
}

trait MapPoints {
    fn map_points(self) -> (f64, f64, f64);
}

impl MapPoints for (f64, f64, f64) {
    /// Left edge, upper edge from below, side, in points.
    fn map_points(self) -> (f64, f64, f64) {
        (self.0 * POINTS_PER_MM, (page::HEIGHT - self.1) * POINTS_PER_MM, self.2 * POINTS_PER_MM)
    }
}

fn link(claim: &Claim, address: &Line) -> Dictionary {
    let edges = [address.x, address.y - 0.3 * address.size, address.x + address.width, address.y + 0.9 * address.size];
    let edges: Vec<Object> = edges.into_iter().map(|edge| Object::Real(edge as f32)).collect();
    let target = format!("{}/v/{}", claim.base_url, claim.id);
    dictionary([
        ("Type", name("Annot")),
        ("Subtype", name("Link")),
        ("Rect", edges.into()),
        ("Border", vec![0.into(), 0.into(), 0.into()].into()),
        ("F", 4.into()),
        ("Contents", text(&address.text)),
        ("StructParent", LINK_PARENT_KEY.into()),
        ("A", dictionary([("Type", name("Action")), ("S", name("URI")), ("URI", ascii(&target))]).into()),
    ])
}

fn file_dictionary(variable: &Variable<'_>) -> Dictionary {
    let size = i64::try_from(variable.credential.len()).unwrap_or(i64::MAX);
    let parameters = dictionary([("Size", size.into()), ("ModDate", ascii(&pdf_date(variable.claim.issued_at)))]);
    dictionary([("Type", name("EmbeddedFile")), ("Subtype", name("application/vc")), ("Params", parameters.into())])
}

fn file_entry(file: lopdf::ObjectId) -> Dictionary {
    dictionary([
        ("Type", name("Filespec")),
        ("F", ascii("credential.json")),
        ("UF", text("credential.json")),
        ("Desc", text("Open Badges 3.0 (Verifiable Credential)")),
        ("AFRelationship", name("Data")),
        ("EF", dictionary([("F", Object::Reference(file)), ("UF", Object::Reference(file))]).into()),
    ])
}
