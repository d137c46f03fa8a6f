//! English sentences about appeals against results.

use super::En;
use crate::i18n::vi::appealing::Appealing;

crate::i18n::translate_sentences! {
    Appealing for En {
        appeal_title = "Appeal";
        appeals_title = "Appeals";
        appeal_until(moment: &str) = "If you think the result is wrong, you may appeal until {moment}. Whoever looks at it sees your whole attempt again and answers in writing, with reasons.";
        appeal_open = "Appeal against the result";
        appeal_reason_label = "Your reason";
        appeal_reason_hint = "Say which question and why, for example: two options of question 7 are right. At most 2,000 characters. One appeal for each attempt.";
        appeal_reason_missing = "Write a reason, at most 2,000 characters.";
        appeal_send = "Send the appeal";
        appeal_over(moment: &str) = "The time for appeals ended at {moment}.";
        appeal_filed(moment: &str) = "You appealed at {moment}:";
        appeal_waits = "Waiting for an answer";
        appeal_waits_text = "The answer will appear on this page. Your present result stands until something else is decided.";
        appeal_dismissed = "The result stands";
        appeal_upheld = "Appeal upheld";
        appeal_answered(moment: &str) = "Answered at {moment}:";
        appeal_upheld_text = "The question is being scored again. When that is done, the score on this page changes by itself.";
        appeals_lead = "Candidates ask to have results looked at again. Each appeal is answered once, with reasons that the candidate reads. Nobody answers an appeal of their own.";
        appeals_none = "No appeals";
        appeals_none_text = "Appeals of candidates will appear here. An assessment takes appeals when its assessment.toml has appeal_days.";
        appeals_caption = "Appeals, those that wait first";
        appeals_filter = "State";
        appeals_all = "All";
        column_candidate = "Candidate";
        column_filed_at = "Filed at";
        appeal_see = "See";
        appeal_of(name: &str) = "Appeal: {name}";
        appeal_says(moment: &str) = "The candidate wrote at {moment}:";
        appeal_agrees = "Scored again just now from the stored answers and keys: exactly the stored result.";
        appeal_differs = "Scoring it again just now gives another result than the stored one. Do not answer; tell the operator of the system.";
        appeal_items = "The attempt";
        appeal_score(earned: &str, possible: &str) = "The stored result: {earned}/{possible} points";
        appeal_items_keys = "The attempt as the candidate sees it: \"you\" is the candidate. This part tells keys. Take no pictures of it and pass it on to nobody.";
        appeal_decisions = "Decisions on questions of this form";
        appeal_decisions_text = "If a question is wrong, propose to score it again first, then come back and name that decision in the answer.";
        appeal_propose(number: &str, item: &str) = "Propose to score question {number} again ({item})";
        appeal_answer_title = "Answer";
        appeal_ruling_label = "Decision";
        appeal_rule_decision(item: &str, moment: &str) = "Uphold it, by the decision on question {item} proposed at {moment}";
        appeal_reasons_label = "Reasons, which the candidate reads";
        appeal_confirm = "I have seen the attempt and checked the grounds. I know that this answer cannot be changed.";
        appeal_answer_button = "Send the answer";
        appeal_own = "This is your own appeal. Another administrator must answer it.";
        appeal_fault(code: &str) = { match code {
            "confirmation-missing" => "Tick the box to confirm before you send the answer.",
            "reasons-missing" => "Write reasons, at most 2,000 characters.",
            "ruling-missing" => "Choose a decision.",
            "already-answered" => "Another administrator has just answered this appeal. Their answer is below.",
            _ => "The answer could not be sent.",
        } };
        appeal_by(name: &str, moment: &str) = "{name} answered at {moment}:";
    }
}
