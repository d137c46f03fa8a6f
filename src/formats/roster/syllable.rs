//! Whether a word is spelled as a Vietnamese syllable: what tells one old encoding from another.

use std::collections::HashSet;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

const ONSETS: &str = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x";

/// Without tones.
const RIMES: &str = "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây \
    e ec em en eng eo ep et ê êch êm ên ênh êp êt êu i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu \
    o oc oi om on ong op ot oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oe oen oeo oet \
    ooc oong ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uc ui um un ung up ut uân uâng uât uây uê uêch uên uênh \
    uơ uôc uôi uôm uôn uông uôt uy uya uych uyên uyêt uyn uynh uyt uyu ư ưa ưc ưi ưm ưn ưng ưt ưu \
    ươc ươi ươm ươn ương ươp ươt ươu y yêm yên yêt yêu yêng";

/// Whether `word` is one Vietnamese syllable in any letter case: an onset or none, a rime, at most one tone.
pub fn is_syllable(word: &str) -> bool {
    let lower = word.to_lowercase();
    let mut tones = 0;
    let bare: String = lower
        .nfd()
        .filter(|letter| {
            let is_tone = is_tone(*letter);
            tones += usize::from(is_tone);
            !is_tone
        })
        .nfc()
        .collect();
    // The longest syllable, `nghiêng`, has seven letters.
    tones <= 1 && bare.chars().count() <= 7 && splits(&bare)
}

fn is_tone(mark: char) -> bool {
    matches!(mark, '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}')
}

fn splits(bare: &str) -> bool {
    static RIME_SET: LazyLock<HashSet<&str>> = LazyLock::new(|| RIMES.split_whitespace().collect());
    let is_rime = |rest: &str| RIME_SET.contains(rest);
    is_rime(bare) || ONSETS.split_whitespace().filter_map(|onset| bare.strip_prefix(onset)).any(is_rime)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_language_are_syllables_and_misread_ones_are_not() {
        let spelled = "nguyễn NGUYỄN Trần đặng ưng quốc gì giếng khuya Hòa hoà hoá thuý quyết oanh ý yến Ớt nghiêng";
        for word in spelled.split_whitespace() {
            assert!(is_syllable(word), "{word}");
        }
        for word in ["NguyÔn", "ThÞ", "Nguyeãn", "José", "müller", "Êban", "Blô", "áà", "", "nguyễnn"] {
            assert!(!is_syllable(word), "{word}");
        }
    }
}
