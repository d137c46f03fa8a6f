//! "Did you mean": the known name that a wrong one was meant to be.

/// What people write for our names, in English and Vietnamese.
const SYNONYMS: [(&str, &[&str]); 27] = [
    ("key", &["correct", "answer", "answers", "corect", "right", "solution", "dap_an", "khoa"]),
    ("stem", &["question", "text", "prompt", "body", "cau_hoi", "noi_dung"]),
    ("option", &["options", "choice", "choices", "alternatives", "phuong_an", "lua_chon"]),
    ("rationale", &["explanation", "why", "reason", "feedback", "giai_thich"]),
    ("legal_basis", &["law", "basis", "legal", "can_cu", "co_so_phap_ly"]),
    ("level", &["difficulty", "grade", "muc_do"]),
    ("competency", &["category", "topic", "domain", "skill", "subject", "nang_luc"]),
    ("points", &["score", "mark", "marks", "weight", "diem"]),
    ("source", &["reference", "url", "citation", "nguon"]),
    ("as_of", &["date", "checked", "checked_on", "ngay"]),
    ("review_by", &["valid_until", "expires", "review", "recheck"]),
    ("title", &["name", "ten", "tieu_de"]),
    ("licence", &["license"]),
    ("item", &["items", "questions", "cau"]),
    ("time_limit_minutes", &["time_limit", "duration", "minutes", "duration_minutes"]),
    ("cut_score_percent", &["cut_score", "cut", "pass_mark", "passing_score", "pass_percent", "threshold"]),
    ("attempts", &["max_attempts", "tries", "attempt_limit"]),
    ("code", &["id", "key"]),
    ("colour", &["color", "ink", "fill", "mau"]),
    ("size", &["font_size", "pt", "points", "co_chu", "kho"]),
    ("smallest", &["min_size", "minimum", "min", "nho_nhat"]),
    ("room", &["width", "max_width", "be_rong", "rong"]),
    ("anchor", &["align", "alignment", "can_le", "canh_le"]),
    ("style", &["font", "weight", "kieu_chu"]),
    ("vi", &["text", "words", "content", "noi_dung"]),
    ("line", &["lines", "text", "dong"]),
    ("ornament", &["ornaments", "decoration", "hoa_van"]),
];

/// The one of `known` that `written` most likely means.
pub(in crate::formats) fn closest<'k>(written: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let wanted = simple(written);
    let score = |name: &str| -> f64 {
        let means = SYNONYMS.iter().any(|(ours, theirs)| *ours == name && theirs.contains(&wanted.as_str()));
        if means { 1.0 } else { strsim::normalized_damerau_levenshtein(&wanted, &simple(name)) }
    };
    let scored = known.into_iter().map(|name| (score(name), name));
    scored.filter(|(score, _)| *score >= 0.6).max_by(|one, other| one.0.total_cmp(&other.0)).map(|(_, name)| name)
}

fn simple(name: &str) -> String {
    let short: String = name.trim().chars().take(64).collect();
    short.to_lowercase().replace(['-', ' '], "_")
}

/// "did you mean `key`?", or the names there are when they are few.
pub(in crate::formats) fn did_you_mean(written: &str, known: &[&str]) -> Option<String> {
    if let Some(name) = closest(written, known.iter().copied()) {
        return Some(format!("did you mean `{name}`?"));
    }
    let all: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
    (1..=12).contains(&all.len()).then(|| format!("known here: {}", all.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_or_another_word_leads_to_our_name() {
        let known = ["id", "key", "stem", "option", "competency"];
        for (written, meant) in
            [("corect", "key"), ("answer", "key"), ("Options", "option"), ("competancy", "competency")]
        {
            assert_eq!(closest(written, known), Some(meant), "{written}");
        }
        assert_eq!(closest("colour", known), None);
    }
}
