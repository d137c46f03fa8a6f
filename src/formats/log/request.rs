//! What a log asks a witness (C2SP tlog-witness): the size it signed last, the way from there, the new checkpoint.

use super::note::{LONGEST_NOTE, Note};
use super::{Malformed, encoded, hash, number};
use crate::domain::certification::merkle::Hash;
use std::fmt;
use std::str::FromStr;

/// The longest way that may be sent.
const LONGEST_PROOF: usize = 63;

/// The body of `add-checkpoint`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddCheckpoint {
    /// The size that the witness is thought to have signed last; 0 for none.
    pub old_size: u64,
    /// The consistency proof from there.
    pub proof: Vec<Hash>,
    /// The signed checkpoint.
    pub checkpoint: Note,
}

impl fmt::Display for AddCheckpoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "old {}", self.old_size)?;
        self.proof.iter().try_for_each(|hash| writeln!(formatter, "{}", encoded(hash)))?;
        write!(formatter, "\n{}", self.checkpoint)
    }
}

impl FromStr for AddCheckpoint {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        if text.len() > LONGEST_NOTE {
            return Err(Malformed);
        }
        let (head, checkpoint) = text.split_once("\n\n").ok_or(Malformed)?;
        let mut lines = head.split('\n');
        let old_size = number(lines.next().and_then(|line| line.strip_prefix("old ")).ok_or(Malformed)?)?;
        let proof = lines.map(hash).collect::<Result<Vec<_>, _>>()?;
        if proof.len() > LONGEST_PROOF {
            return Err(Malformed);
        }
        Ok(Self { old_size, proof, checkpoint: checkpoint.parse()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The specification's own example.
    const PUBLISHED: &str = "old 20852014\n\
        PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\n\
        jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=\n\
        5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=\n\
        /6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=\n\
        \n\
        example.com/behind-the-sofa\n\
        20852163\n\
        CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\
        \n\
        \u{2014} example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n\
        \u{2014} example.com/behind-the-sofa opLqBQsREYCgu6xQkYQwJr9fo45a62DN9EdmHXnZdXNqlcVGlCum2Wks+49/V6267UEjw6QUXTS5Rovnzv++qbSzm9Q=\n";

    #[test]
    fn the_published_example_reads_and_is_written_back() {
        let request: AddCheckpoint = PUBLISHED.parse().expect("a request");
        assert_eq!((request.old_size, request.proof.len()), (20_852_014, 4));
        assert_eq!(request.checkpoint.signatures.len(), 2);
        assert_eq!(request.to_string(), PUBLISHED);
    }

    #[test]
    fn what_is_no_request_is_refused() {
        let line = "PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\n";
        let too_long = PUBLISHED.replacen(line, &line.repeat(61), 1);
        for wrong in ["", "old 1\n", "new 1\n\n", &too_long, &PUBLISHED.replace("old ", "old 0"), &PUBLISHED[20..]] {
            assert_eq!(wrong.parse::<AddCheckpoint>(), Err(Malformed), "{wrong:?}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic(text: String) {
            drop(text.parse::<AddCheckpoint>());
        }
    }
}
