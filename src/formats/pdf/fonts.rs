//! The three faces of the certificate, each cut once to the letters a certificate may need.

use super::error::PreflightError;
use super::truetype::without_hints;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::LazyLock;
use subsetter::GlyphRemapper;
use ttf_parser::Face as Outlines;

/// Which face a line is set in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Style {
    /// Upright.
    Regular,
    /// Upright and heavy.
    Bold,
    /// Slanted.
    Italic,
}

impl Style {
    /// Every style.
    pub const ALL: [Self; 3] = [Self::Regular, Self::Bold, Self::Italic];

    /// What a template calls them.
    pub const NAMES: [(&'static str, Self); 3] =
        [("regular", Self::Regular), ("bold", Self::Bold), ("italic", Self::Italic)];

    /// The name of the font in the page's resources.
    pub const fn resource(self) -> &'static str {
        match self {
            Self::Regular => "TinosR",
            Self::Bold => "TinosB",
            Self::Italic => "TinosI",
        }
    }

    /// The name in the font dictionaries; six letters and `+` mark a subset.
    pub const fn base_font(self) -> &'static str {
        match self {
            Self::Regular => "MCREGU+Tinos",
            Self::Bold => "MCBOLD+Tinos-Bold",
            Self::Italic => "MCITAL+Tinos-Italic",
        }
    }

    /// The whole font: Tinos, metrically Times New Roman, under the SIL Open Font License.
    pub const fn font(self) -> &'static [u8] {
        match self {
            Self::Regular => include_bytes!("../../../assets/fonts/tinos/Tinos-Regular.ttf"),
            Self::Bold => include_bytes!("../../../assets/fonts/tinos/Tinos-Bold.ttf"),
            Self::Italic => include_bytes!("../../../assets/fonts/tinos/Tinos-Italic.ttf"),
        }
    }

    /// The face, ready for measuring and embedding.
    pub fn face(self) -> &'static Face {
        static FACES: LazyLock<[Face; 3]> = LazyLock::new(|| Style::ALL.map(|style| Face::cut(style.font())));
        match self {
            Self::Regular => &FACES[0],
            Self::Bold => &FACES[1],
            Self::Italic => &FACES[2],
        }
    }
}

/// One face, cut to the repertoire, without hints.
pub struct Face {
    /// The font program to embed.
    pub program: Vec<u8>,
    glyphs: BTreeMap<char, u16>,
    /// By glyph of the subset, in font units.
    advances: Vec<u16>,
    units_per_em: u16,
    /// Ascent, descent, cap height in thousandths of an em.
    pub heights: [i64; 3],
    /// What holds every glyph, in thousandths of an em.
    pub bounding_box: [i64; 4],
}

impl Face {
    fn cut(font: &'static [u8]) -> Self {
        let outlines = Outlines::parse(font, 0).expect("the embedded font is a font");
        let mut remapper = GlyphRemapper::new();
        let mut glyphs = BTreeMap::new();
        for letter in repertoire() {
            let Some(glyph) = outlines.glyph_index(letter) else { continue };
            // A glyph speaks for one character only, or copied text would not be exact.
            if remapper.get(glyph.0).is_none() {
                glyphs.insert(letter, remapper.remap(glyph.0));
            }
        }
        let subset = subsetter::subset(font, 0, &remapper).expect("the embedded font can be cut");
        let program = without_hints(&subset).expect("the embedded font is TrueType");
        let advances = remapper
            .remapped_gids()
            .map(|glyph| outlines.glyph_hor_advance(ttf_parser::GlyphId(glyph)).unwrap_or(0))
            .collect();
        let units_per_em = outlines.units_per_em();
        let scale = |units: i16| i64::from(units) * 1000 / i64::from(units_per_em);
        let bounds = outlines.global_bounding_box();
        Self {
            program,
            glyphs,
            advances,
            units_per_em,
            heights: [
                scale(outlines.ascender()),
                scale(outlines.descender()),
                scale(outlines.capital_height().unwrap_or(1341)),
            ],
            bounding_box: [bounds.x_min, bounds.y_min, bounds.x_max, bounds.y_max].map(scale),
        }
    }

    /// The character-to-glyph map of the subset.
    pub const fn glyphs(&self) -> &BTreeMap<char, u16> {
        &self.glyphs
    }

    /// Units of the em square.
    pub const fn units_per_em(&self) -> u16 {
        self.units_per_em
    }

    /// The glyphs of `text`, or the first character that has none.
    pub fn set(&self, text: &str) -> Result<Vec<u16>, PreflightError> {
        text.chars()
            .map(|letter| self.glyphs.get(&letter).copied().ok_or(PreflightError::MissingGlyph(letter)))
            .collect()
    }

    /// The width of set glyphs in ems.
    pub fn ems(&self, glyphs: &[u16]) -> f64 {
        let units: u32 = glyphs.iter().map(|glyph| u32::from(self.advances[usize::from(*glyph)])).sum();
        f64::from(units) / f64::from(self.units_per_em)
    }

    /// Every glyph's width in thousandths of an em, exact.
    pub fn widths(&self) -> impl Iterator<Item = f64> {
        self.advances.iter().map(|units| f64::from(*units) * 1000.0 / f64::from(self.units_per_em))
    }

    /// First glyph, last glyph, first character of each run in which both count up. By the standard a
    /// run stays within one high byte.
    fn ranges(&self) -> Vec<(u16, u16, u32)> {
        let mut by_glyph: Vec<(u16, u32)> =
            self.glyphs.iter().map(|(letter, glyph)| (*glyph, u32::from(*letter))).collect();
        by_glyph.sort_unstable();
        let mut ranges: Vec<(u16, u16, u32)> = Vec::new();
        for (glyph, letter) in by_glyph {
            match ranges.last_mut() {
                Some((first, last, start))
                    if glyph == *last + 1
                        && letter == *start + u32::from(glyph - *first)
                        && glyph >> 8 == *first >> 8
                        && letter >> 8 == *start >> 8 =>
                {
                    *last = glyph;
                }
                _ => ranges.push((glyph, glyph, letter)),
            }
        }
        ranges
    }

    /// The `ToUnicode` map: what copying and searching read.
    pub fn to_unicode(&self) -> String {
        let mut map = String::from(
            "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo <</Registry (Adobe) \
             /Ordering (UCS) /Supplement 0>> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 \
             begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n",
        );
        for block in self.ranges().chunks(100) {
            // Writing to a String cannot fail.
            let _ = writeln!(map, "{} beginbfrange", block.len());
            for (first, last, letter) in block {
                let _ = writeln!(map, "<{first:04X}> <{last:04X}> <{letter:04X}>");
            }
            map.push_str("endbfrange\n");
        }
        map.push_str("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend");
        map
    }
}

/// Latin with all marks of Vietnamese, of the minority languages' alphabets and of names from
/// Western Europe; digits, punctuation, combining marks for what has no composed form (`ư̆`).
fn repertoire() -> impl Iterator<Item = char> {
    let letters = ['\u{20}'..='\u{7E}', '\u{C0}'..='\u{CF}', '\u{D1}'..='\u{DD}', '\u{E0}'..='\u{FF}'];
    let vietnamese = ['\u{1A0}'..='\u{1A1}', '\u{1AF}'..='\u{1B0}', '\u{1EA0}'..='\u{1EF9}'];
    let marks = ['\u{300}'..='\u{303}', '\u{306}'..='\u{306}', '\u{309}'..='\u{309}', '\u{323}'..='\u{323}'];
    letters
        .into_iter()
        .chain(vietnamese)
        .chain(marks)
        .flatten()
        .chain("ĂăĐđĨĩŨũČčĎďĔĕĚěĞğĬĭŇňŎŏŘřŠšŬŭŽžĀāĒēĪīŌōŪūƀ°·§«»–—‘’“”…₫€№".chars())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_of_vietnamese_is_in_every_face() {
        let bases = "aăâeêioôơuưydđbcghklmnpqrstvxfjwz";
        let with_marks = "áàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ";
        let minorities = "čŏĭŭĕñêôơư̆ơ̆'’";
        for style in Style::ALL {
            for text in [bases, with_marks, "0123456789.,;:!?()/%–-'’“”₫№°§"] {
                assert!(style.face().set(text).is_ok(), "{style:?} {text}");
                assert!(style.face().set(&text.to_uppercase()).is_ok(), "{style:?} {text}");
            }
            assert!(style.face().set(minorities).is_ok(), "{style:?}");
            assert!(style.face().set(&minorities.to_uppercase()).is_ok(), "{style:?}");
        }
    }

    #[test]
    fn what_has_no_glyph_is_named() {
        assert_eq!(Style::Bold.face().set("Lê 丁"), Err(PreflightError::MissingGlyph('丁')));
    }

    #[test]
    fn the_cut_font_is_small_and_still_a_font() {
        for style in Style::ALL {
            let face = style.face();
            let outlines = Outlines::parse(&face.program, 0);
            // The cut drops the character map on purpose; PDF brings its own.
            assert!(outlines.is_ok(), "{style:?}");
            assert!(face.program.len() < 60_000, "{style:?}: {}", face.program.len());
        }
    }

    #[test]
    fn widths_are_those_of_times_new_roman() {
        let face = Style::Regular.face();
        let width = |text: &str| (face.ems(&face.set(text).expect("set")) * 1000.0).round() as u32;
        assert_eq!((width("A"), width("n"), width("Đ"), width(" ")), (722, 500, 722, 250));
    }
}
