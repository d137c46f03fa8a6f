//! Categories as Moodle names them, in both of its formats: the last part of a path like `$course$/top/A/B` is a
//! competency.

use super::codes::code_of;
use crate::formats::mistake::quote;
use crate::formats::toml_file::codes::is_code;

/// An id of a category as the code of a competency, `None` where nothing of it makes one; and what was changed for that.
pub(super) fn code(id: &str) -> (Option<String>, Option<String>) {
    if is_code(id) {
        return (Some(id.to_owned()), None);
    }
    let code = code_of(id);
    let became = code.as_deref().unwrap_or("one made from the title");
    let how = format!("codes are small letters, digits and hyphens: {} became {became}", quote(id));
    (code, Some(how))
}

/// Why the parts of a path before the last one are dropped.
pub(super) fn only_the_last(upper: &[String]) -> String {
    let upper = quote(&upper.join(" / "));
    format!("only the last part of the path is the competency; {upper} is above it")
}

/// `$course$/top/A//B/C` are the categories `A/B` and `C`.
pub(super) fn parts(path: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut rest = path.trim();
    while let Some(at) = rest.find('/') {
        let slashes = rest[at..].bytes().take_while(|byte| *byte == b'/').count();
        if let Some(part) = parts.last_mut() {
            part.push_str(&rest[..at]);
            // Two are one that belongs to the name.
            part.push_str(&"/".repeat(if slashes == 1 { 0 } else { slashes.div_ceil(2) }));
        }
        if slashes == 1 {
            parts.push(String::new());
        }
        rest = &rest[at + slashes..];
    }
    if let Some(part) = parts.last_mut() {
        part.push_str(rest);
    }
    let parts: Vec<String> =
        parts.into_iter().map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect();
    let above = parts.iter().take(2).take_while(|part| part.starts_with('$') && part.ends_with('$')).count();
    let above = above + usize::from(parts.get(above).is_some_and(|part| part == "top"));
    parts.into_iter().skip(above).collect()
}

/// The path of a category with these names.
pub(super) fn path(names: &[&str]) -> String {
    let mut path = "$course$/top".to_owned();
    for name in names {
        let name = name.replace('/', "//");
        path.push_str(if name.starts_with('/') { "/ " } else { "/" });
        path.push_str(&name);
        path.push_str(if name.ends_with('/') { " " } else { "" });
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_taken_apart_as_moodle_does() {
        assert_eq!(parts(" $course$/top/A//B/C"), ["A/B", "C"]);
        assert_eq!(parts("$course$/Mặc định"), ["Mặc định"]);
        assert_eq!(parts("tom/jerry"), ["tom", "jerry"]);
        assert_eq!(parts("top"), Vec::<String>::new());
        for names in [["/a/", "b//c"], ["/", "$x$"], ["top", "a: {b}"]] {
            assert_eq!(parts(&path(&names)), names);
        }
    }
}
