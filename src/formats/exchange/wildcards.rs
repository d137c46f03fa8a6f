//! Accepted words with a wildcard, as GIFT and Moodle write them: `*` stands for anything, `\*` for itself.

/// The words; nothing when anything may stand in some place of them.
pub(super) fn without_wildcards(pattern: &str) -> Option<String> {
    let mut before = ' ';
    let has_wildcard = pattern.chars().any(|letter| {
        let is_wildcard = letter == '*' && before != '\\';
        before = letter;
        is_wildcard
    });
    (!has_wildcard).then(|| pattern.replace("\\*", "*"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_is_anything_and_behind_a_backslash_itself() {
        assert_eq!(without_wildcards("a*"), None);
        assert_eq!(without_wildcards(r"5 \* 3").as_deref(), Some("5 * 3"));
        assert_eq!(without_wildcards("mật khẩu").as_deref(), Some("mật khẩu"));
    }
}
