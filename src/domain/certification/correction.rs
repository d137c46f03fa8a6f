//! What may be put right on a certificate: the holder's facts, never the result.

use crate::domain::certification::claim::Claim;
use crate::domain::text::nfc;

/// The holder's facts as a certificate carries them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// As the person spells it.
    pub holder: String,
    /// The unit's name as at issue.
    pub unit: String,
    /// The position as at issue, or empty.
    pub position: String,
}

impl Facts {
    /// What a claim says.
    pub fn of(claim: &Claim) -> Self {
        Self { holder: claim.holder.clone(), unit: claim.unit.clone(), position: claim.position.clone() }
    }

    /// The claim with these facts in place of its own.
    #[must_use]
    pub fn in_place_of(self, claim: Claim) -> Claim {
        Claim { holder: self.holder, unit: self.unit, position: self.position, ..claim }
    }
}

/// What somebody wants to put right; `None` stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Correction {
    /// The right name.
    pub holder: Option<String>,
    /// The right unit.
    pub unit: Option<String>,
    /// The right position; empty for none.
    pub position: Option<String>,
}

impl Correction {
    /// The facts as they should be: composed letters, single spaces. `None` when nothing would change.
    pub fn applied_to(&self, facts: &Facts) -> Option<Facts> {
        let put_right = |wanted: &Option<String>, is: &String| wanted.as_deref().map_or_else(|| is.clone(), tidy);
        let right = Facts {
            holder: put_right(&self.holder, &facts.holder),
            unit: put_right(&self.unit, &facts.unit),
            position: put_right(&self.position, &facts.position),
        };
        (right != *facts).then_some(right)
    }
}

fn tidy(typed: &str) -> String {
    nfc(&typed.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_correction_changes_what_it_names_and_nothing_else() {
        let facts =
            Facts { holder: "Nguyễn Thị Anh".into(), unit: "Sở Y tế".into(), position: "Chuyên viên".into() };
        let named = |name: &str| Correction { holder: Some(name.to_owned()), ..Correction::default() };
        let right = named("  Nguye\u{302}\u{303}n  Thị Ánh ").applied_to(&facts).expect("a change");
        assert_eq!(right, Facts { holder: "Nguyễn Thị Ánh".into(), ..facts.clone() });
        assert_eq!(named("Nguyễn Thị Anh").applied_to(&facts), None);
        assert_eq!(Correction::default().applied_to(&facts), None);
        let without = Correction { position: Some(String::new()), ..Correction::default() };
        assert_eq!(without.applied_to(&facts).expect("a change").position, "");
    }
}
