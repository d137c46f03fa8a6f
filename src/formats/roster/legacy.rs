//! TCVN3 (.VnTime fonts) and VNI (VNI-Times fonts): recognised, never read.
//!
//! Both draw Vietnamese with Latin-1 letters, as bytes of an old file or as letters pasted into a
//! Unicode one. Each reading of the text is scored by how many of its words with marks are spelled
//! as Vietnamese syllables; an old reading has to beat the plain one.

use super::syllable::is_syllable;
use crate::domain::text::nfc;

/// An encoding drawn by fonts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Legacy {
    /// TCVN3, also called ABC: .VnTime.
    Tcvn3,
    /// VNI Windows: VNI-Times.
    Vni,
}

/// What is looked at, in characters: enough for a header and hundreds of rows.
pub const SAMPLE: usize = 65_536;

/// TCVN3 from 0xA1; the combining marks in between are never typed.
const TCVN3: &str = "ĂÂÊÔƠƯĐăâêôơưđẰ\u{300}\u{309}\u{303}\u{301}\u{323}àảãáạẲằẳẵắẴẮẦẨẪẤỀặầẩẫấậ\
    èỂẻẽéẹềểễếệìỉỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵ";

impl Legacy {
    /// What `text` says when its Latin-1 letters are read as this encoding.
    fn reading(self, text: &str) -> String {
        match self {
            Self::Tcvn3 => {
                let table: Vec<char> = TCVN3.chars().collect();
                let letter = |code: char| (code as usize).checked_sub(0xA1).and_then(|at| table.get(at)).copied();
                text.chars().map(|code| letter(code).unwrap_or(code)).collect()
            }
            Self::Vni => {
                let mut decomposed = String::with_capacity(text.len());
                text.chars().for_each(|code| push_vni(code, &mut decomposed));
                nfc(&decomposed)
            }
        }
    }
}

/// VNI writes a base letter and its marks as two letters; a few letters have codes of their own.
fn push_vni(code: char, text: &mut String) {
    match code {
        'ô' => text.push('ơ'),
        'Ô' => text.push('Ơ'),
        'ö' => text.push('ư'),
        'Ö' => text.push('Ư'),
        'ñ' => text.push('đ'),
        'Ñ' => text.push('Đ'),
        'æ' => text.push('ỉ'),
        'Æ' => text.push('Ỉ'),
        'ó' => text.push('ĩ'),
        'Ó' => text.push('Ĩ'),
        'ò' => text.push('ị'),
        'Ò' => text.push('Ị'),
        'î' => text.push('ỵ'),
        'Î' => text.push('Ỵ'),
        _ => match vni_marks(code) {
            "" => text.push(code),
            marks => text.push_str(marks),
        },
    }
}

fn vni_marks(code: char) -> &'static str {
    match code {
        'ù' | 'Ù' => "\u{301}",
        'ø' | 'Ø' => "\u{300}",
        'û' | 'Û' => "\u{309}",
        'õ' | 'Õ' => "\u{303}",
        'ï' | 'Ï' => "\u{323}",
        'â' | 'Â' => "\u{302}",
        'á' | 'Á' => "\u{302}\u{301}",
        'à' | 'À' => "\u{302}\u{300}",
        'å' | 'Å' => "\u{302}\u{309}",
        'ã' | 'Ã' => "\u{302}\u{303}",
        'ä' | 'Ä' => "\u{302}\u{323}",
        'ê' | 'Ê' => "\u{306}",
        'é' | 'É' => "\u{306}\u{301}",
        'è' | 'È' => "\u{306}\u{300}",
        'ú' | 'Ú' => "\u{306}\u{309}",
        'ü' | 'Ü' => "\u{306}\u{303}",
        'ë' | 'Ë' => "\u{306}\u{323}",
        _ => "",
    }
}

/// The old encoding `text` is really in, and the byte offset of the first piece that shows it;
/// `plain` gives what a piece of the text says when nothing old is suspected.
pub fn suspect(text: &str, plain: fn(&str) -> String) -> Option<(Legacy, usize)> {
    let end = text.char_indices().nth(SAMPLE).map_or(text.len(), |(at, _)| at);
    let sample = &text[..end];
    let as_plain = Score::of(&plain(sample));
    let (legacy, score) = [Legacy::Tcvn3, Legacy::Vni]
        .map(|legacy| (legacy, Score::of(&legacy.reading(sample))))
        .into_iter()
        .reduce(|best, other| if other.1.points() > best.1.points() { other } else { best })?;
    let wins = score.spelled > as_plain.spelled && score.points() > as_plain.points();
    wins.then(|| (legacy, first_misread(sample, legacy, plain)))
}

fn first_misread(sample: &str, legacy: Legacy, plain: fn(&str) -> String) -> usize {
    let mut offset = 0;
    for piece in sample.split_inclusive([' ', ',', ';', '\t', '\n', '\r', '"']) {
        if Score::of(&legacy.reading(piece)).spelled > Score::of(&plain(piece)).spelled {
            return offset;
        }
        offset += piece.len();
    }
    0
}

/// How the words with marks of one reading are spelled.
#[derive(Clone, Copy, Default)]
struct Score {
    spelled: i64,
    misspelled: i64,
}

impl Score {
    fn of(text: &str) -> Self {
        let mut score = Self::default();
        for word in text.split(|letter: char| !letter.is_alphabetic()).filter(|word| !word.is_ascii()) {
            let place = if is_syllable(word) { &mut score.spelled } else { &mut score.misspelled };
            *place += 1;
        }
        score
    }

    const fn points(self) -> i64 {
        self.spelled - self.misspelled
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_tables_read_what_their_fonts_draw() {
        assert_eq!(Legacy::Tcvn3.reading("NguyÔn ThÞ ¸nh, §ång Nai"), "Nguyễn Thị ánh, Đồng Nai");
        assert_eq!(Legacy::Vni.reading("Nguyeãn Thò AÙnh, Ñoàng Nai"), "Nguyễn Thị Ánh, Đồng Nai");
        assert_eq!(Legacy::Vni.reading("Tröông Vónh Kyù, Leâ Ñaëng Thuûy"), "Trương Vĩnh Ký, Lê Đặng Thủy");
    }

    #[test]
    fn letters_of_old_fonts_are_told_from_vietnamese_and_from_other_languages() {
        let same = |piece: &str| piece.to_owned();
        let tcvn3 = "staff_code,full_name\n1,NguyÔn V¨n An\n";
        assert_eq!(suspect(tcvn3, same), Some((Legacy::Tcvn3, tcvn3.find("Nguy").expect("there"))));
        let vni = "Họ và tên,Ñôn vò\nTraàn Thò Bình,Vaên phoøng\n";
        assert_eq!(suspect(vni, same).map(|found| found.0), Some(Legacy::Vni));
        for fine in ["Nguyễn Văn Hòa, Tô Ký", "José Muñoz, René, Müller", "H'Hen Niê, Y Blô Êban", "An, Binh", ""]
        {
            assert_eq!(suspect(fine, same), None, "{fine}");
        }
    }
}
