//! Stories of template files: a good one, spoiled in one way at a time.

use super::*;
use crate::formats::pdf::{Band, PreflightError};

const GOOD: &str = include_str!("../../../certificate_templates/national-landscape/template.toml");

/// What is said of the good template with `old` replaced by `new`, once.
fn told(old: &str, new: &str) -> String {
    assert!(GOOD.contains(old), "{old}");
    told_of(&GOOD.replacen(old, new, 1))
}

fn told_of(text: &str) -> String {
    read("template.toml", text.as_bytes()).map_or_else(|mistakes| mistakes.to_string(), |_| String::new())
}

/// Where a text begins in the good template: `line:column`.
fn place(text: &str) -> String {
    let (line, column) =
        crate::formats::mistake::LineIndex::new(GOOD.as_bytes()).place(GOOD.find(text).expect("there"));
    format!("template.toml:{line}:{column}")
}

/// What the line of this name is reported at: its `[[line]]`.
fn place_of_line(name: &str) -> String {
    place(&format!("[[line]]\nname = \"{name}\""))
}

fn assert_told(told: &str, place: &str, rest: &str) {
    let expected = format!("{place}: {rest}");
    assert!(told.lines().any(|line| line.starts_with(&expected)), "wanted {expected}\ngot {told}");
}

#[test]
fn an_unknown_field_is_named_with_what_was_meant() {
    assert_told(
        &told("rule = 0.42", "underline = 0.42"),
        &place("rule = 0.42"),
        "unknown-field: unknown field `underline` in a line; the fields are listed in certificate_templates/README.md",
    );
    assert_told(
        &told("colour = \"red\"", "color = \"red\""),
        &place("colour = \"red\""),
        "unknown-field: unknown field `color` in a line; did you mean `colour`?",
    );
    assert_told(
        &told("name = \"drum\"", "name = \"drumm\""),
        &place("\"drum\""),
        "unknown-value: there is no ornament `drumm`; did you mean `drum`?",
    );
}

#[test]
fn an_unknown_placeholder_has_its_letter() {
    assert_told(
        &told("vi = \"Số hiệu: {serial}\"", "vi = \"Số hiệu: {seriall}\""),
        &place("serial}"),
        "unknown-placeholder: there is no placeholder `{seriall}`; did you mean `{serial}`?",
    );
    assert_told(
        &told("[ – Chức vụ: {position}]", "[ – Chức vụ: {position}"),
        &place("[ – Chức vụ"),
        "unpaired-bracket",
    );
}

#[test]
fn what_leaves_the_page_or_lies_on_something_is_told_with_the_text() {
    let title = told("y = 64.2", "y = 12");
    assert_told(
        &title,
        &place_of_line("title"),
        "off-page: `GIẤY CHỨNG NHẬN` does not stand within the margin of 17 mm",
    );
    let serial = told("x = 69.5\ny = 152", "x = 50\ny = 152");
    assert_told(&serial, &place_of_line("serial"), "overlap: `Số hiệu: 00021/2026/AI-ĐN` lies on the QR symbol");
    let result = told("y = 127.2", "y = 121");
    assert!(
        result.contains("overlap: `Kết quả: 21/25 điểm (84%) – Đạt` lies on `đã hoàn thành bài đánh giá"),
        "{result}"
    );
}

#[test]
fn the_longest_texts_must_fit() {
    let told = told("smallest = 17\nroom = 230", "smallest = 17\nroom = 130");
    assert_told(
        &told,
        &place_of_line("holder"),
        "does-not-fit: the text of the longest sample does not fit, even at the smallest size; give the line more `room`",
    );
}

#[test]
fn a_symbol_must_be_legible_in_a_coarse_print() {
    assert_told(
        &told("side = 38", "side = 36"),
        &place("[qr]"),
        "qr-too-small: the QR symbol has 36 mm with its quiet zone: its modules would be smaller than 0.5 mm; give it a \
         side of 36.5 mm at least",
    );
    assert_told(&told("x = 28\ny = 145.4", "x = 10\ny = 145.4"), &place("[qr]"), "off-page: the QR symbol");
}

#[test]
fn what_every_certificate_says_may_not_be_left_out() {
    let without = |name: &str| {
        let start = GOOD.find(&format!("[[line]]\nname = \"{name}\"")).expect("the line");
        let end = GOOD[start + 8..].find("\n[[line]]\nname").map_or(GOOD.len(), |length| start + 8 + length);
        told_of(&format!("{}{}", &GOOD[..start], &GOOD[end..]))
    };
    for (name, placeholder) in [("holder", "holder"), ("serial", "serial"), ("address", "address"), ("motto", "motto")]
    {
        let told = without(name);
        assert!(told.contains(&format!("missing-line: no Vietnamese line says `{{{placeholder}}}`")), "{name}: {told}");
    }
    assert!(without("title").contains("missing-title: 0 lines have the role `heading`, not one"));
    assert!(told("[qr]", "[qrr]").contains("missing-field: the template lacks the field `qr`"));
    let (start, end) =
        (GOOD.find("[[ornament]]\nname = \"watermark\"").expect("there"), GOOD.find("slant").expect("there"));
    let spoiled = format!("{}{}", &GOOD[..start], &GOOD[end + "slant = 3.5".len()..]);
    assert!(told_of(&spoiled).contains("missing-watermark"), "{}", told_of(&spoiled));
}

#[test]
fn letters_that_no_font_has_and_impossible_days_are_told() {
    assert!(
        told("GIẤY CHỨNG NHẬN\"", "証明書\"")
            .contains("missing-glyph: the certificate's fonts have no letter for U+8A3C")
    );
    let day = told("effective_from = 2025-01-01", "effective_from = 2025-02-30");
    assert!(day.contains("impossible-date"), "{day}");
    let ends = told("effective_from = 2025-01-01", "effective_from = 2025-01-01\neffective_until = 2024-12-31");
    assert!(ends.contains("ends-before-it-begins"), "{ends}");
}

#[test]
fn all_mistakes_are_told_at_once() {
    let text = GOOD.replacen("anchor", "ancor", 1).replacen("colour", "farbe", 1).replacen(
        "size = \"A4\"",
        "size = \"A3\"",
        1,
    );
    let told = told_of(&text);
    for code in ["unknown-field: unknown field `ancor`", "`farbe`", "unknown-value: `size` cannot be `A3`"] {
        assert!(told.contains(code), "{code}: {told}");
    }
}

#[test]
fn bad_bytes_are_refused_with_a_sentence() {
    for (bytes, code) in [
        (&b"\xFF\xFEc\0"[..], "utf16"),
        (b"code = \"\xE9\"", "not-utf8"),
        (b"", "missing-field"),
        (b"code = \"a\0\"", "nul"),
        (&b"a = ".iter().chain(&[b'['; 5_000]).copied().collect::<Vec<u8>>(), "too-deep"),
    ] {
        let told = read("template.toml", bytes).expect_err("no template").to_string();
        assert!(told.contains(&format!(": {code}: ")), "{code}: {told}");
    }
}

#[test]
fn every_code_in_the_source_is_explained() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let words = std::fs::read_to_string(root.join("certificate_templates/README.md")).expect("the documentation");
    for name in ["check", "line", "ornament", "whole"] {
        let text =
            std::fs::read_to_string(root.join(format!("src/formats/template/{name}.rs"))).expect("a source file");
        for literal in text.split('"').skip(1).step_by(2) {
            let is_code = literal.contains('-')
                && literal
                    .split('-')
                    .all(|word| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase()));
            assert!(!is_code || words.contains(&format!("`{literal}`")), "{literal} in {name}.rs");
        }
    }
    for (name, ..) in crate::formats::pdf::words::Placeholder::ALL {
        assert!(words.contains(&format!("`{{{name}}}`")), "{{{name}}}");
    }
}

#[test]
fn every_sample_of_every_bundled_template_is_drawn() {
    for layout in bundled() {
        for sample in Sample::ALL {
            let (placed, unset) = layout.survey(&sample.claim(layout, None), Band::Sample);
            assert!(unset.is_empty() && placed.len() > 15, "{} {}", layout.name(), sample.name());
            assert!(preview(layout, sample, None).is_ok_and(|file| file.starts_with(b"%PDF-1.7")));
        }
    }
}

#[test]
fn a_template_that_nobody_knows_gives_no_certificate() {
    let layout = bundled().next().expect("a template");
    let mut claim = Sample::Typical.claim(layout, None);
    claim.template = "national-landscape-99".to_owned();
    let refused = crate::formats::pdf::TemplateCache::default().template(&claim, None).err();
    assert_eq!(refused, Some(PreflightError::UnknownTemplate));
}
