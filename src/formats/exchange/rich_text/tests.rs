//! What comes along from the HTML of others, and what does not.

use super::*;
use proptest::prelude::*;

fn markdown(html: &str) -> String {
    from_html(html, None).markdown
}

#[test]
fn what_items_may_say_comes_along() {
    assert_eq!(
        markdown("<p>Một <b>mạnh </b>và <i>nhấn</i></p><p>hai<br>ba</p>"),
        "Một **mạnh** và *nhấn*\n\nhai\\\nba"
    );
    assert_eq!(markdown("a<ul><li>b<li>c</ul>d"), "a\n\n- b\n- c\n\nd");
    assert_eq!(markdown("<ol><li>b<ul><li>c</li></ul></li><li>d</li></ol>"), "1. b\n   - c\n2. d");
    assert_eq!(markdown("<p>dùng <code>a*b</code></p>"), "dùng `a*b`");
    assert_eq!(markdown("  "), "");
}

#[test]
fn emphasis_that_markdown_would_end_elsewhere_is_left_out() {
    // A closing mark after a sign that is no letter and before one that is would not close.
    assert_eq!(markdown("<b>a\u{FFFD}</b>b <b>c</b>"), "a\u{FFFD}b c");
    assert_eq!(markdown("<b>a\u{FFFD}</b> b <b>c</b>"), "**a\u{FFFD}** b **c**");
}

#[test]
fn words_that_look_like_markup_stay_words() {
    for words in [
        "2 * 3 * 4",
        "# không phải",
        "1. một",
        "- hai",
        "a < b & c",
        "[x](y)",
        "snake_case_x",
        "`",
        "&amp;",
        "\\",
        "+ a",
        "> b",
        "~~~",
        "===",
        "a\nb",
        "____",
        "***",
    ] {
        let mut html = String::new();
        crate::formats::exchange::xml::escape(words, &mut html);
        let found = to_html(&markdown(&html)).replace("<p>", "").replace("</p>", "");
        let mut expected = String::new();
        crate::formats::exchange::xml::escape(&words.replace('\n', " "), &mut expected);
        assert_eq!(found, expected, "{words}");
    }
}

#[test]
fn signs_mean_the_same_with_and_without_the_marks_around_them() {
    let once = markdown("&<b><<</b>a");
    assert_eq!(canonical(&once), once);
}

#[test]
fn what_is_lost_is_named_once() {
    let converted = from_html(
        "<a href='x'>đây</a> và <a href='y'>kia</a><script>alert(1)</script><img src='m.png' alt='Bản đồ'>",
        None,
    );
    assert_eq!(converted.markdown, "đây và kia");
    let codes: Vec<&str> = converted.losses.iter().map(|loss| loss.code).collect();
    assert_eq!(codes, ["link-dropped", "element-dropped"]);
    assert_eq!(converted.pictures, [TextPicture { source: "m.png".into(), text: "Bản đồ".into() }]);
}

#[test]
fn parts_in_a_language_are_told_apart() {
    let texts = Localized([(Language::Vi, "Một\n\nhai".to_owned()), (Language::En, "One".to_owned())].into());
    let html = to_multilingual_html(&texts, to_html);
    assert_eq!(languages_in(&html), [Language::Vi, Language::En]);
    assert_eq!(from_html(&html, Some(Language::Vi)).markdown, "Một\n\nhai");
    assert_eq!(from_html(&html, Some(Language::En)).markdown, "One");
    let each = |html: &str| Language::ALL.map(|language| from_html(html, Some(language))).to_vec();
    for html in [&html, "<p>Một <u>hai</u></p>", "<span lang=\"fr\" class=\"multilang\">un</span>"] {
        assert_eq!(from_html_in(html, &Language::ALL), each(html), "{html}");
    }
}

proptest! {
    #[test]
    fn the_canonical_form_is_its_own(markdown in "([a-z*_`\\\\#>\\[\\]()<&! .0-9\\-+\n~ế]|\\*\\*|\n\n|- ){0,60}") {
        let once = canonical(&markdown);
        prop_assert_eq!(canonical(&once), once.clone());
    }

    #[test]
    fn any_words_come_through(words in "[a-z*_`\\\\#>\\[\\]()<&! .0-9\\-+~=|{}:\"'ế]{0,60}") {
        let mut html = String::new();
        crate::formats::exchange::xml::escape(&words, &mut html);
        let text = from_html(&to_html(&markdown(&html)), None);
        prop_assert_eq!(text.markdown, markdown(&html));
        let mut shown = String::new();
        crate::formats::exchange::xml::escape(&words.split_whitespace().collect::<Vec<_>>().join(" "), &mut shown);
        let found = to_html(&markdown(&html)).replace("<p>", "").replace("</p>", "").replace("&#39;", "'");
        prop_assert_eq!(found, shown);
    }

    #[test]
    fn any_bytes_are_read(html in "(<[a-z/!]{0,8}|[a-z<>/=\"' &;#]{0,12}|</?(p|b|li|ul|ol|code|span)>){0,20}") {
        let once = markdown(&html);
        prop_assert_eq!(canonical(&once), once);
    }
}
