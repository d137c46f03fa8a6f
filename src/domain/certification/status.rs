//! Status lists: one bit for each certificate, by its place; what a set bit means is the list's purpose.

use std::fmt;
use std::str::FromStr;

/// Places in one status list; the minimum of Bitstring Status List, so that a certificate hides in a crowd.
pub const LIST_LENGTH: u32 = 131_072;
const BYTES: usize = LIST_LENGTH as usize / 8;

/// What a set bit says of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StatusPurpose {
    /// It no longer stands: taken back, or replaced. This is the list that credentials name.
    Revocation,
    /// It was replaced by a corrected one. Whoever is replaced is on the list of revocations, too.
    Supersession,
}

impl StatusPurpose {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Revocation, Self::Supersession];

    /// As the list's credential says it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Revocation => "revocation",
            Self::Supersession => "supersession",
        }
    }
}

/// Which list: `1` in `/status/1` is the first list's revocations, `1-supersession` its supersessions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ListName {
    /// From 1.
    pub number: u32,
    /// What its bits mean.
    pub purpose: StatusPurpose,
}

impl fmt::Display for ListName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.purpose {
            StatusPurpose::Revocation => write!(formatter, "{}", self.number),
            StatusPurpose::Supersession => write!(formatter, "{}-supersession", self.number),
        }
    }
}

/// Not the name of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAList;

impl FromStr for ListName {
    type Err = NotAList;

    /// Takes the one spelling that is written: a list has one address.
    fn from_str(text: &str) -> Result<Self, NotAList> {
        let (digits, purpose) = match text.strip_suffix("-supersession") {
            Some(digits) => (digits, StatusPurpose::Supersession),
            None => (text, StatusPurpose::Revocation),
        };
        let name = Self { number: digits.parse().map_err(|_| NotAList)?, purpose };
        if name.number > 0 && name.to_string() == text { Ok(name) } else { Err(NotAList) }
    }
}

/// The bits of one list; place 0 is the most significant bit of the first byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bits(Vec<u8>);

impl Default for Bits {
    fn default() -> Self {
        Self(vec![0; BYTES])
    }
}

impl Bits {
    /// From the bytes of a whole list; `None` for any other number of bytes.
    pub fn from_bytes(bytes: Vec<u8>) -> Option<Self> {
        (bytes.len() == BYTES).then_some(Self(bytes))
    }

    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Sets a place; one past the end is none of ours.
    pub fn set(&mut self, place: u32) {
        if let Some(byte) = self.0.get_mut(place as usize / 8) {
            *byte |= 0x80 >> (place % 8);
        }
    }

    /// Whether a place is set.
    pub fn is_set(&self, place: u32) -> bool {
        self.0.get(place as usize / 8).is_some_and(|byte| byte & (0x80 >> (place % 8)) != 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn exactly_the_places_that_were_set_are_set(places in proptest::collection::btree_set(0..LIST_LENGTH, 0..40)) {
            let mut bits = Bits::default();
            places.iter().for_each(|place| bits.set(*place));
            let found: BTreeSet<u32> = (0..LIST_LENGTH).filter(|place| bits.is_set(*place)).collect();
            prop_assert_eq!(found, places);
        }

        #[test]
        fn a_list_is_named_in_one_way_only(number in 1_u32.., text in "[0-9+ ]{0,4}(-supersession|-revocation)?") {
            for purpose in StatusPurpose::ALL {
                let name = ListName { number, purpose };
                prop_assert_eq!(name.to_string().parse(), Ok(name));
            }
            if let Ok(name) = text.parse::<ListName>() {
                prop_assert_eq!(name.to_string(), text);
            }
        }
    }

    #[test]
    fn place_0_is_the_most_significant_bit() {
        let mut bits = Bits::default();
        bits.set(0);
        bits.set(15);
        bits.set(LIST_LENGTH);
        assert_eq!(bits.as_bytes()[..3], [0b1000_0000, 0b0000_0001, 0]);
        assert!(!bits.is_set(LIST_LENGTH));
        assert_eq!(Bits::from_bytes(vec![0; 3]), None);
    }
}
