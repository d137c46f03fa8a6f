//! Tags of ours on questions of Moodle, in both of its formats: the ids and the order of an item's parts, as
//! `option_ids:1 a b` and `option_order:2 1 3`.

use crate::formats::toml_file::codes::is_code;
use std::collections::BTreeSet;

/// Characters that Moodle keeps of a tag.
pub(super) const TAG_LIMIT: usize = 50;

/// Ids of parts that one tag names: the place of the first, from 0, and the ids from there.
pub(super) type NamedIds = (usize, Vec<String>);

/// Reads `1 a b` of `option_ids:1 a b`; `None` when it does not fit that many parts.
pub(super) fn named_ids(written: &str, count: usize) -> Option<NamedIds> {
    let mut words = written.split(' ');
    let first = words.next()?.parse::<usize>().ok()?.checked_sub(1)?;
    let ids: Vec<String> = words.map(str::to_owned).collect();
    let fits = first.checked_add(ids.len())? <= count && ids.iter().all(|id| is_code(id));
    fits.then_some((first, ids))
}

/// The usual ids with those that tags name in their places; the usual ones alone when two would be the same.
pub(super) fn with_named(usual: Vec<String>, named: Vec<NamedIds>) -> Vec<String> {
    let mut ids = usual.clone();
    for (first, named) in named {
        ids.splice(first..first + named.len(), named);
    }
    let distinct: BTreeSet<&String> = ids.iter().collect();
    if distinct.len() == ids.len() { ids } else { usual }
}

/// Reads `2 1 3` of `option_order:2 1 3` as places from 0; `None` when it is not each of that many once.
pub(super) fn order(written: &str, count: usize) -> Option<Vec<usize>> {
    let places: Option<Vec<usize>> =
        written.split(' ').map(|place| place.parse::<usize>().ok()?.checked_sub(1)).collect();
    let places = places?;
    let distinct: BTreeSet<usize> = places.iter().copied().filter(|place| *place < count).collect();
    (places.len() == count && distinct.len() == count).then_some(places)
}

/// `option_ids:1 a b`, a tag for as many ids as Moodle keeps of one; none where the ids are the usual ones.
pub(super) fn ids_tags(name: &str, ids: &[&str], usual: &[String]) -> Vec<String> {
    if ids.iter().zip(usual).all(|(id, usual)| id == usual) {
        return Vec::new();
    }
    let mut tags: Vec<String> = Vec::new();
    for (place, id) in ids.iter().enumerate() {
        match tags.last_mut().filter(|tag| tag.chars().count() + 1 + id.chars().count() <= TAG_LIMIT) {
            Some(tag) => *tag = format!("{tag} {id}"),
            None => tags.push(format!("{name}:{} {id}", place + 1)),
        }
    }
    tags
}

/// `option_order:2 1 3`; none where it is the order they stand in.
pub(super) fn order_tag(name: &str, order: &[usize]) -> Option<String> {
    let places: Vec<String> = order.iter().map(|place| (place + 1).to_string()).collect();
    (!order.is_sorted()).then(|| format!("{name}:{}", places.join(" ")))
}

/// `a`, `b`, ...: the ids of options when nothing is said.
pub(super) fn letters(count: usize) -> Vec<String> {
    let id = |place: usize| match u8::try_from(place).ok().filter(|place| *place < 26) {
        Some(place) => char::from(b'a' + place).to_string(),
        None => format!("o{}", place + 1),
    };
    (0..count).map(id).collect()
}

/// `s1`, `s2`, ...: ids of other parts when nothing is said.
pub(super) fn numbered(prefix: &str, count: usize) -> Vec<String> {
    (1..=count).map(|number| format!("{prefix}{number}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_come_back_from_their_tags() {
        let ids: Vec<String> = (0..9).map(|place| format!("part-number-{place}")).collect();
        let written: Vec<&str> = ids.iter().map(String::as_str).collect();
        let tags = ids_tags("option_ids", &written, &letters(9));
        assert!(tags.len() > 1 && tags.iter().all(|tag| tag.len() <= TAG_LIMIT), "{tags:?}");
        let named = tags.iter().filter_map(|tag| named_ids(tag.strip_prefix("option_ids:")?, 9)).collect();
        assert_eq!(with_named(letters(9), named), ids);
        assert!(ids_tags("option_ids", &["a", "b"], &letters(2)).is_empty());
    }

    #[test]
    fn tags_that_do_not_fit_say_nothing() {
        for written in ["", "0 a", "1 a b c", "2 a b", "1 A", "x a", "18446744073709551615 a b"] {
            assert_eq!(named_ids(written, 2), None, "{written}");
        }
        assert_eq!(with_named(letters(2), vec![(1, vec!["a".to_owned()])]), ["a", "b"]);
        assert_eq!(order("2 1 3", 3), Some(vec![1, 0, 2]));
        assert_eq!(order_tag("option_order", &[1, 0, 2]).as_deref(), Some("option_order:2 1 3"));
        for written in ["2 1", "1 1 2", "0 1 2", "1 2 4"] {
            assert_eq!(order(written, 3), None, "{written}");
        }
    }
}
