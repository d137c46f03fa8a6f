//! English sentences for decisions on items after the event, and scoring again.

use super::En;
use crate::i18n::vi::rescoring::Rescoring;

crate::i18n::translate_sentences! {
    Rescoring for En {
        rescorings_title = "Re-scoring";
        rescorings_lead = "When an item turns out to be wrong, one administrator proposes to withdraw it or to score it by the key of another revision of the bank, and another one confirms. Then every attempt that had it is scored again; old results are kept.";
        rescorings_new = "Propose re-scoring";
        rescorings_none = "No proposals yet";
        rescorings_none_text = "Proposals appear here, for somebody else to see who is affected and to confirm.";
        rescorings_caption = "Proposals to score again, those that wait first";
        rescoring_finished = "Scored again";
        rescoring_running = "Being scored again";
        ruling_withdrawn = "Withdrawn: counts neither as earned nor as possible";
        ruling_rekeyed = "Scored by the key of revision";
        rescoring_propose_lead = "After sending you will see whose result changes. Nothing changes until another administrator confirms.";
        rescoring_revision_label = "The attempts' revision of the bank";
        rescoring_item_label = "The item's id";
        rescoring_item_hint = "As on the page of statistics, for example cau-031.";
        rescoring_ruling_label = "What is decided";
        rescoring_key_hint = "Another revision's key can score only if people saw the very question and options that stand in that revision.";
        rescoring_withdraw_choice = "Withdraw this item";
        rescoring_key_choice(revision: &str) = "Score by the key of {revision}";
        rescoring_reason_label = "Reason and basis";
        rescoring_fault(code: &str) = { match code {
            "reason-missing" => "Give a reason of at most 2,000 characters.",
            "unknown-revision" => "There is no such revision.",
            "unknown-item" => "The revision has no item with this id.",
            "unknown-key" => "The key must come from a revision of the same bank that has this item.",
            "other-face" => "The item of that revision is not the one that people saw. Withdraw the item instead.",
            "nothing-changes" => "The item is scored like that already.",
            "already-proposed" => "Another proposal on this item waits.",
            _ => "The proposal cannot be used.",
        } };
        rescoring_title = "Re-scoring of item";
        rescoring_nothing_yet = "Nothing has changed. These figures are what would change once the proposal is confirmed.";
        rescoring_foreseen = "What would change";
        rescoring_recorded = "What has changed";
        rescoring_attempts = "Attempts with this item";
        rescoring_changed = "Results that change";
        rescoring_rise = "Shares that rise";
        rescoring_fall = "Shares that fall";
        rescoring_now_pass = "From failed to passed";
        rescoring_now_fail = "From passed to failed";
        rescoring_certificates = "Certificates concerned";
        rescoring_never_silently = "Certificates of those who no longer pass are not revoked by themselves: after scoring again they stand in a revocation request that somebody else confirms.";
        rescoring_results_caption = "Results that change";
        rescoring_before = "Before";
        rescoring_after = "After";
        rescoring_change = "Change";
        rescoring_score_only = "Score only";
        rescoring_has_certificate = "Has a certificate";
        rescoring_csv = "Download the list (CSV)";
        rescoring_confirm = "I have looked at the results concerned and at the basis, and agree to score again.";
        rescoring_confirm_missing = "Tick the confirmation before scoring again.";
        rescoring_confirm_button(count: &str) = "Confirm and score {count} attempts again";
        rescoring_drop_hint = "If it is withdrawn, no result changes. Withdrawing is recorded, too.";
        review_withdrawn = "Withdrawn, does not count";
    }
}
