//! What the certificate's file claims to be (PDF/A-3U) and what it says to reader programs, clause by clause: parsed
//! by another library than the one that writes it. Clauses are of ISO 19005-3 (A) and ISO 14289-1 (UA).

mod certificate;

use certificate::{CREDENTIAL, in_every_template, qr_text, rendered};
use lopdf::{Dictionary, Document, Object, Stream};
use minhchung::domain::certification::claim::Claim;
use minhchung::formats::pdf::{SealFace, TemplateCache, render_to_seal};
use std::collections::BTreeSet;

struct File {
    name: String,
    document: Document,
    seal: Seal,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Seal {
    Absent,
    Seen,
    Unseen,
}

fn files() -> Vec<File> {
    let parsed = |bytes: Vec<u8>| Document::load_mem(&bytes).expect("it parses");
    let plain = in_every_template().into_iter().map(|(name, claim)| (name, rendered(&claim), Seal::Absent));
    let to_seal = in_every_template().into_iter().flat_map(|(name, claim)| {
        [Seal::Seen, Seal::Unseen].map(|seal| (format!("{name}, sealed"), sealed(&claim, seal), seal))
    });
    plain.chain(to_seal).map(|(name, bytes, seal)| File { name, document: parsed(bytes), seal }).collect()
}

/// A file with the place of a seal in it; no signature is needed to look at its form.
fn sealed(claim: &Claim, seal: Seal) -> Vec<u8> {
    let face = SealFace {
        signer: "Sở Khoa học và Công nghệ thành phố Đồng Nai".to_owned(),
        body: "Ủy ban nhân dân thành phố Đồng Nai".to_owned(),
        reason: "Cấp giấy chứng nhận".to_owned(),
        location: "Đồng Nai".to_owned(),
        is_visible: seal == Seal::Seen,
        pictures: None,
        room: 4096,
    };
    let unsealed = render_to_seal(&TemplateCache::default(), claim, &qr_text(), CREDENTIAL, &face);
    unsealed.expect("a good claim renders").filled(&[]).expect("there is room for nothing")
}

impl File {
    fn resolved<'a>(&'a self, object: &'a Object) -> &'a Object {
        self.document.dereference(object).expect("the reference leads somewhere").1
    }

    fn get<'a>(&'a self, dict: &'a Dictionary, key: &str) -> &'a Object {
        self.resolved(dict.get(key.as_bytes()).unwrap_or_else(|_| panic!("{}: no /{key}", self.name)))
    }

    fn dict<'a>(&'a self, dict: &'a Dictionary, key: &str) -> &'a Dictionary {
        self.get(dict, key).as_dict().unwrap_or_else(|_| panic!("{}: /{key} is no dictionary", self.name))
    }

    fn list<'a>(&'a self, dict: &'a Dictionary, key: &str) -> Vec<&'a Object> {
        let list = self.get(dict, key).as_array().unwrap_or_else(|_| panic!("{}: /{key} is no list", self.name));
        list.iter().map(|object| self.resolved(object)).collect()
    }

    fn stream<'a>(&'a self, dict: &'a Dictionary, key: &str) -> &'a Stream {
        self.get(dict, key).as_stream().unwrap_or_else(|_| panic!("{}: /{key} is no stream", self.name))
    }

    fn catalog(&self) -> &Dictionary {
        self.document.catalog().expect("a catalog")
    }

    fn page(&self) -> &Dictionary {
        let id = self.document.get_pages()[&1];
        self.document.get_dictionary(id).expect("a page")
    }

    fn info(&self) -> &Dictionary {
        self.dict(&self.document.trailer, "Info")
    }

    fn xmp(&self) -> String {
        let stream = self.stream(self.catalog(), "Metadata");
        assert!(!stream.dict.has(b"Filter"), "A 6.6.2.1: the packet is legible as it is");
        String::from_utf8(stream.content.clone()).expect("UTF-8")
    }

    fn dictionaries(&self) -> impl Iterator<Item = &Dictionary> {
        self.document.objects.values().filter_map(dictionary)
    }
}

fn dictionary(object: &Object) -> Option<&Dictionary> {
    match object {
        Object::Dictionary(dict) => Some(dict),
        Object::Stream(stream) => Some(&stream.dict),
        _ => None,
    }
}

fn name<'a>(dict: &'a Dictionary, key: &str) -> &'a [u8] {
    dict.get(key.as_bytes()).and_then(Object::as_name).unwrap_or_default()
}

/// A text string in UTF-16 with its mark, or ASCII.
fn text(object: &Object) -> String {
    let bytes = object.as_str().expect("a string");
    match bytes.strip_prefix(&[0xFE, 0xFF]) {
        Some(units) => {
            let units: Vec<u16> = units.chunks(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
            String::from_utf16(&units).expect("UTF-16")
        }
        None => String::from_utf8(bytes.to_vec()).expect("ASCII"),
    }
}

/// What stands between an element's tags in the packet, without the lists around it.
fn element(xmp: &str, name: &str) -> String {
    let inside = xmp.split_once(&format!("<{name}>")).and_then(|(_, rest)| rest.split_once(&format!("</{name}>")));
    let inside = inside.unwrap_or_else(|| panic!("no {name} in {xmp}")).0;
    let words: String = inside.split('<').map(|part| part.rsplit('>').next().unwrap_or_default()).collect();
    words.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

#[test]
fn the_packet_says_pdf_a_3_level_u() {
    for file in files() {
        let xmp = file.xmp();
        assert_eq!(element(&xmp, "pdfaid:part"), "3", "A 6.6.4");
        assert_eq!(element(&xmp, "pdfaid:conformance"), "U", "A 6.6.4");
        // No claim of PDF/UA is made.
        assert!(!xmp.contains("pdfuaid"));
        assert!(xmp.starts_with("<?xpacket begin=\"\u{FEFF}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>"), "A 6.6.2.1");
        let metadata = file.stream(file.catalog(), "Metadata");
        assert_eq!((name(&metadata.dict, "Type"), name(&metadata.dict, "Subtype")), (&b"Metadata"[..], &b"XML"[..]));
    }
}

#[test]
fn info_and_packet_say_the_same() {
    for file in files() {
        let (info, xmp) = (file.info(), file.xmp());
        let pairs = [
            ("Title", "dc:title"),
            ("Author", "dc:creator"),
            ("Subject", "dc:description"),
            ("Creator", "xmp:CreatorTool"),
            ("Producer", "pdf:Producer"),
        ];
        for (key, other) in pairs {
            assert_eq!(text(file.get(info, key)), element(&xmp, other), "A 6.6.3: {key} of {}", file.name);
        }
        for (key, other) in [("CreationDate", "xmp:CreateDate"), ("ModDate", "xmp:ModifyDate")] {
            let digits = |text: String| text.chars().filter(char::is_ascii_digit).collect::<String>();
            assert_eq!(digits(text(file.get(info, key))), digits(element(&xmp, other)), "A 6.6.3: {key}");
        }
        assert_eq!(info.iter().count(), 7, "{}: nothing that the packet does not say", file.name);
    }
}

#[test]
fn colours_have_one_profile_with_three_components() {
    for file in files() {
        let intents = file.list(file.catalog(), "OutputIntents");
        assert_eq!(intents.len(), 1, "A 6.2.3");
        let intent = intents[0].as_dict().expect("a dictionary");
        assert_eq!(name(intent, "S"), b"GTS_PDFA1", "A 6.2.3");
        assert_eq!(text(file.get(intent, "OutputConditionIdentifier")), "sRGB IEC61966-2.1");
        let profile = file.stream(intent, "DestOutputProfile");
        assert_eq!(profile.dict.get(b"N").and_then(Object::as_i64).ok(), Some(3), "A 6.2.4.2");
        let bytes = profile.decompressed_content().expect("a profile");
        assert_eq!(u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]) as usize, bytes.len());
        assert!(bytes[8] <= 4, "A 6.2.3: a profile of a version that the standard knows");
        assert_eq!((&bytes[12..16], &bytes[16..20], &bytes[36..40]), (&b"mntr"[..], &b"RGB "[..], &b"acsp"[..]));
        // What is drawn is drawn in RGB: no other space, picture or transparency comes in.
        let content = file.document.get_page_content(file.document.get_pages()[&1]);
        let content = lopdf::content::Content::decode(&content).expect("it decodes");
        let foreign = ["k", "K", "g", "G", "cs", "CS", "sc", "SC", "scn", "SCN", "sh", "gs", "BI"];
        assert!(content.operations.iter().all(|operation| !foreign.contains(&operation.operator.as_str())));
        for foreign in ["SMask", "ColorSpace", "ShadingType", "PatternType", "ca", "CA", "BM"] {
            assert!(file.dictionaries().all(|dict| !dict.has(foreign.as_bytes())), "A 6.2.4.3, 6.2.10: {foreign}");
        }
    }
}

#[test]
fn fonts_are_embedded_subsets_whose_text_can_be_copied() {
    for file in files() {
        let fonts: Vec<&Dictionary> = file.dictionaries().filter(|dict| name(dict, "Type") == b"Font").collect();
        let composite: Vec<_> = fonts.iter().filter(|dict| name(dict, "Subtype") == b"Type0").collect();
        assert!(!composite.is_empty() && composite.len() <= 3, "{}", file.name);
        for font in composite {
            assert_eq!(name(font, "Encoding"), b"Identity-H");
            let base = String::from_utf8_lossy(name(font, "BaseFont")).into_owned();
            assert!(base.len() > 7 && base.as_bytes()[6] == b'+', "{base} is a subset");
            let map = file.stream(font, "ToUnicode").decompressed_content().expect("a map");
            assert!(String::from_utf8_lossy(&map).contains("beginbfrange"), "A 6.2.11.7.2");
            let descendant = file.list(font, "DescendantFonts")[0].as_dict().expect("a font");
            assert_eq!(name(descendant, "CIDToGIDMap"), b"Identity", "A 6.2.11.3.2");
            let descriptor = file.dict(descendant, "FontDescriptor");
            assert_eq!(name(descriptor, "FontName"), base.as_bytes(), "A 6.2.11.4");
            let program = file.stream(descriptor, "FontFile2").decompressed_content().expect("a program");
            let outlines = ttf_parser::Face::parse(&program, 0).expect("A 6.2.11.4.1: a font");
            let [_, widths] = file.list(descendant, "W")[..] else { panic!("one run of widths") };
            for (glyph, width) in widths.as_array().expect("widths").iter().enumerate() {
                let glyph = ttf_parser::GlyphId(u16::try_from(glyph).expect("few glyphs"));
                let advance = f32::from(outlines.glyph_hor_advance(glyph).expect("A 6.2.11.4.1: every glyph is there"));
                let told = width.as_float().expect("a number") / 1000.0 * f32::from(outlines.units_per_em());
                assert!((advance - told).abs() < 1.0, "A 6.2.11.5: {base} {glyph:?} {advance} {told}");
            }
        }
        let simple = fonts.iter().any(|dict| ![&b"Type0"[..], b"CIDFontType2"].contains(&name(dict, "Subtype")));
        assert!(!simple, "{}: no font that is not embedded", file.name);
    }
}

#[test]
fn the_credential_is_an_associated_file() {
    for file in files() {
        let associated = file.list(file.catalog(), "AF");
        assert_eq!(associated.len(), 1, "A 6.8");
        let entry = associated[0].as_dict().expect("a dictionary");
        assert_eq!(name(entry, "AFRelationship"), b"Data", "A 6.8");
        assert_eq!((text(file.get(entry, "F")), text(file.get(entry, "UF"))), twice("credential.json"), "A 6.8");
        let embedded = file.stream(file.dict(entry, "EF"), "F");
        assert_eq!(name(&embedded.dict, "Subtype"), b"application/vc", "A 6.8: its kind");
        assert!(file.dict(&embedded.dict, "Params").has(b"ModDate"), "A 6.8");
        assert_eq!(embedded.decompressed_content().expect("a file"), CREDENTIAL);
        let names = file.dict(file.dict(file.catalog(), "Names"), "EmbeddedFiles");
        assert_eq!(text(file.list(names, "Names")[0]), "credential.json");
    }
}

fn twice(text: &str) -> (String, String) {
    (text.to_owned(), text.to_owned())
}

#[test]
fn nothing_is_encrypted_acted_or_left_unnamed() {
    for file in files() {
        let trailer = &file.document.trailer;
        assert!(!trailer.has(b"Encrypt"), "A 6.1.3");
        let ids = file.list(trailer, "ID");
        let ids: Vec<&[u8]> = ids.iter().map(|id| id.as_str().expect("a string")).collect();
        assert!(ids.len() == 2 && ids[0].len() == 16 && ids[0] == ids[1], "A 6.1.3");
        for action in ["OpenAction", "AA", "JavaScript"] {
            assert!(file.dictionaries().all(|dict| !dict.has(action.as_bytes())), "A 6.5: {action}");
        }
        let annotations = file.list(file.page(), "Annots");
        let (link, others) = annotations.split_first().expect("the address");
        let link = link.as_dict().expect("a dictionary");
        assert_eq!(name(link, "Subtype"), b"Link");
        assert_eq!(link.get(b"F").and_then(Object::as_i64).ok(), Some(4), "A 6.3.2: printed");
        assert!(link.has(b"Contents"), "UA 7.18.5");
        assert_eq!(name(file.dict(link, "A"), "S"), b"URI", "A 6.5.1");
        match (file.seal, others) {
            (Seal::Absent, []) => assert!(!file.catalog().has(b"AcroForm"), "{}", file.name),
            (Seal::Seen | Seal::Unseen, [field]) => the_field_is_a_seal(&file, field.as_dict().expect("a dictionary")),
            (Seal::Absent | Seal::Seen | Seal::Unseen, _) => panic!("{}: {others:?}", file.name),
        }
    }
}

fn the_field_is_a_seal(file: &File, field: &Dictionary) {
    let form = file.dict(file.catalog(), "AcroForm");
    assert!(!form.has(b"NeedAppearances") && !form.has(b"XFA"), "A 6.4.1, 6.4.2");
    assert_eq!(file.list(form, "Fields").len(), 1);
    assert_eq!((name(field, "Subtype"), name(field, "FT")), (&b"Widget"[..], &b"Sig"[..]));
    assert_eq!(field.get(b"F").and_then(Object::as_i64).ok(), Some(132), "A 6.3.2: printed; locked");
    assert!(field.has(b"TU"), "UA 7.18.4");
    let edges: Vec<f32> = file.list(field, "Rect").iter().map(|edge| edge.as_float().expect("a number")).collect();
    let is_nowhere = edges[0] == edges[2] && edges[1] == edges[3];
    assert_eq!(is_nowhere, file.seal == Seal::Unseen, "{}: {edges:?}", file.name);
    // A 6.3.3: one appearance and no other, but where there is nothing to be seen.
    let appearance = field.get(b"AP").and_then(Object::as_dict).ok();
    assert_eq!(appearance.map(|dict| dict.iter().count()), (!is_nowhere).then_some(1), "{}", file.name);
    if appearance.is_some() {
        assert_eq!(name(&file.stream(file.dict(field, "AP"), "N").dict, "Subtype"), b"Form");
    }
}

#[test]
fn reader_programs_are_told_language_title_and_structure() {
    for file in files() {
        let catalog = file.catalog();
        assert_eq!(text(file.get(catalog, "Lang")), "vi", "UA 7.2");
        let is_true = |dict: &str, key: &[u8]| file.dict(catalog, dict).get(key).and_then(Object::as_bool).ok();
        assert_eq!(is_true("MarkInfo", b"Marked"), Some(true), "UA 6.2");
        assert_eq!(is_true("ViewerPreferences", b"DisplayDocTitle"), Some(true), "UA 7.1");
        assert_eq!(name(file.page(), "Tabs"), b"S", "UA 7.18.3");
        let kinds: Vec<&Dictionary> = file.dictionaries().filter(|dict| name(dict, "Type") == b"StructElem").collect();
        let count = |kind: &str| kinds.iter().filter(|dict| name(dict, "S") == kind.as_bytes()).count();
        assert_eq!((count("Document"), count("H1"), count("Figure"), count("Link")), (1, 1, 1, 1), "{}", file.name);
        let figure = kinds.iter().find(|dict| name(dict, "S") == b"Figure").expect("a figure");
        assert!(text(file.get(figure, "Alt")).contains("QR"), "UA 7.3");
        assert_eq!(count("Form"), usize::from(file.seal != Seal::Absent), "UA 7.18.4: {}", file.name);
        assert!(kinds.iter().any(|dict| dict.get(b"Lang").is_ok_and(|lang| text(lang) == "en")), "UA 7.2");
    }
}

/// UA 7.1: whatever is on the page is either in the tree, once, or an ornament.
#[test]
fn everything_on_the_page_is_tagged_or_an_artifact() {
    for file in files() {
        let content = file.document.get_page_content(file.document.get_pages()[&1]);
        let content = lopdf::content::Content::decode(&content).expect("it decodes");
        let (mut open, mut marks) = (Vec::new(), Vec::new());
        for operation in &content.operations {
            match operation.operator.as_str() {
                "BDC" => {
                    let identifier = operation.operands[1].as_dict().expect("properties").get(b"MCID");
                    marks.push(identifier.and_then(Object::as_i64).expect("a number"));
                    open.push("tagged");
                }
                "BMC" => open.push("artifact"),
                "EMC" => assert!(open.pop().is_some(), "{}", file.name),
                "Tj" | "TJ" | "f" | "f*" | "S" | "B" | "Do" => assert_eq!(open.len(), 1, "{}", file.name),
                _ => {}
            }
        }
        assert!(open.is_empty());
        let unique: BTreeSet<i64> = marks.iter().copied().collect();
        assert_eq!(unique.len(), marks.len(), "{}: a mark stands once", file.name);
        let tree = file.dict(file.catalog(), "StructTreeRoot");
        let numbers = file.list(file.dict(tree, "ParentTree"), "Nums");
        let [_, by_mark, _, link, ref field @ ..] = numbers[..] else { panic!("two entries") };
        match (file.seal, field) {
            (Seal::Absent, []) => {}
            (Seal::Seen | Seal::Unseen, [_, field]) => {
                assert_eq!(name(field.as_dict().expect("an element"), "S"), b"Form", "{}", file.name);
            }
            (Seal::Absent | Seal::Seen | Seal::Unseen, _) => panic!("{}: {field:?}", file.name),
        }
        let by_mark = by_mark.as_array().expect("a list");
        for mark in marks {
            let element = file.resolved(&by_mark[usize::try_from(mark).expect("from 0")]);
            assert_eq!(name(element.as_dict().expect("an element"), "Type"), b"StructElem", "{} {mark}", file.name);
        }
        assert_eq!(name(link.as_dict().expect("an element"), "S"), b"Link");
    }
}
