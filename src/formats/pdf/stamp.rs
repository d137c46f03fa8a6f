//! Stamps one holder's certificate onto a composed template: a few objects, the table of offsets.

use super::compose::Template;
use super::error::PreflightError;
use super::file::Table;
use super::layout::{Layout, Paragraph, Role, Square};
use super::lines::Line;
use super::metadata::{info, pdf_date, xmp};
use super::object::{ascii, compressor, deflate, dictionary, name, text, write_indirect};
use super::pen::{POINTS_PER_MM, number};
use super::seal::{Hole, Unsealed, write_hole};
use super::structure::LINK_PARENT_KEY;
use super::wording;
use super::words::Placeholder;
use crate::domain::certification::claim::Claim;
use crate::formats::qr::{self, Modules, QUIET_ZONE};
use lopdf::{Dictionary, Object, Stream, StringFormat};
use sha2::{Digest, Sha256};
use std::borrow::Cow;
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
        if self.seal.is_some() {
            return Err(PreflightError::OtherTemplate);
        }
        self.file(variable).map(|(file, _)| file)
    }

    /// The certificate but for its seal: a file with a hole in it.
    pub fn stamp_to_seal(&self, variable: &Variable<'_>) -> Result<Unsealed, PreflightError> {
        match self.file(variable)? {
            (file, Some(hole)) => Ok(Unsealed::new(file, hole)),
            (_, None) => Err(PreflightError::OtherTemplate),
        }
    }

    fn file(&self, variable: &Variable<'_>) -> Result<(Vec<u8>, Option<Hole>), PreflightError> {
        let claim = variable.claim;
        if !self.standing.is_that_of(claim) {
            return Err(PreflightError::OtherTemplate);
        }
        let lines = self.varying_lines(variable)?;
        let is_link = |(mark, _): &&(usize, Vec<Line>)| self.layout.paragraphs[*mark].role == Role::Link;
        let address = lines.iter().find(is_link).and_then(|(_, lines)| lines.first());
        let address = address.ok_or(PreflightError::OtherTemplate)?;
        let content = self.content(variable, &lines)?;
        let mut file = Vec::with_capacity(self.prefix.len() + 16 * 1024);
        file.extend_from_slice(&self.prefix);
        let mut table = self.table.clone();
        for (id, object) in self.objects(variable, address, &content) {
            table.starts(id, file.len());
            write_indirect(id, &object, &mut file);
        }
        let hole = self.seal.zip(self.standing.seal.as_ref()).map(|(id, face)| {
            table.starts(id, file.len());
            write_hole(id, face, claim.issued_at, &mut file)
        });
        self.finish(&mut file, table);
        Ok((file, hole))
    }

    /// Whether every line of the certificate has its glyphs and its place; draws nothing.
    pub fn fits(&self, claim: &Claim) -> Result<(), PreflightError> {
        if !self.standing.is_that_of(claim) {
            return Err(PreflightError::OtherTemplate);
        }
        let variable = Variable { claim, qr_text: "", credential: b"", notice: "" };
        self.varying_lines(&variable).map(drop)
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

    /// The lines that this certificate alone has, paragraph by paragraph.
    fn varying_lines(&self, variable: &Variable<'_>) -> Result<Vec<(usize, Vec<Line>)>, PreflightError> {
        let seal = self.standing.seal.as_ref().zip(self.standing.seal_place(&self.layout));
        let seal_mark = seal.as_ref().map(|(_, place)| place.mark);
        let paragraphs = self.layout.paragraphs.iter().enumerate();
        let varying = paragraphs.filter(|(mark, paragraph)| {
            !paragraph.is_standing() && paragraph.role != Role::Figure && seal_mark != Some(*mark)
        });
        let lines = varying.map(|(mark, paragraph)| Ok((mark, self.varying(paragraph, variable)?)));
        let seal = seal.map(|(face, place)| Ok((place.mark, place.lines(face, variable.claim.issued_at)?)));
        lines.chain(seal).collect()
    }

    fn varying(&self, paragraph: &Paragraph, variable: &Variable<'_>) -> Result<Vec<Line>, PreflightError> {
        let value = |placeholder: Placeholder| match placeholder.is_standing() {
            true => Cow::Borrowed(self.standing.says(placeholder)),
            false => wording::varying(variable.claim, placeholder),
        };
        let page = &self.layout.page;
        let mut lines = Vec::with_capacity(1);
        for line in &paragraph.lines {
            if line.gives_way && !variable.notice.is_empty() {
                lines.push(line.spec.set(variable.notice, page)?);
            } else {
                lines.extend(line.set(&value, page)?);
            }
        }
        Ok(lines)
    }

    fn content(&self, variable: &Variable<'_>, lines: &[(usize, Vec<Line>)]) -> Result<String, PreflightError> {
        let modules = symbol(variable.qr_text)?;
        let mut stream = String::with_capacity(16 * 1024);
        for (mark, lines) in lines {
            self.marked(*mark, &mut stream, |stream| lines.iter().for_each(|line| line.write(stream)));
        }
        let figures = self.layout.paragraphs.iter().enumerate().filter(|(_, found)| found.role == Role::Figure);
        for (mark, _) in figures {
            self.marked(mark, &mut stream, |stream| draw_symbol(&modules, &self.layout, stream));
        }
        Ok(stream)
    }

    fn marked(&self, mark: usize, stream: &mut String, write: impl FnOnce(&mut String)) {
        let _ = writeln!(stream, "/{} <</MCID {mark}>> BDC", self.layout.paragraphs[mark].role.tag());
        write(stream);
        stream.push_str("EMC\n");
    }
}

/// The symbol, if an independent decoder reads its text from it.
fn symbol(text: &str) -> Result<Modules, PreflightError> {
    let modules = qr::encode(text).map_err(|qr::QrError::TooLarge| PreflightError::QrTooLarge)?;
    let reads_back = qr::decode_back(&modules).is_some_and(|read| read == text);
    if reads_back { Ok(modules) } else { Err(PreflightError::QrDoesNotDecode) }
}

fn draw_symbol(modules: &Modules, layout: &Layout, stream: &mut String) {
    let Square { x, y, side } = layout.qr;
    let (left, top, side) = (x * POINTS_PER_MM, (layout.page.height - y) * POINTS_PER_MM, side * POINTS_PER_MM);
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
