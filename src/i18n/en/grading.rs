//! English sentences about what a result is worth: deductions, grades, levels.

use super::En;
use crate::i18n::vi::grading::Grading;

crate::i18n::translate_sentences! {
    Grading for En {
        rule_wrong_costs(share: &str) = "Where you choose from options, a wholly wrong answer takes away {share} of the item's points. Leaving it blank takes nothing away. The total never falls below 0.";
        rule_grades = "A pass is graded by its share of the points:";
        grade_from(grade: &str, percent: &str) = "{grade}: from {percent}";
        deducted_line(points: &str) = "{points} points were taken away for wrong choices.";
        review_deducted(points: &str) = "{points} taken away";
        grade_line(grade: &str) = "Grade: {grade}";
        statistics_before_deductions = "Scores on this page are those before anything is taken away for wrong choices.";
        proficiency_title = "Competency by competency";
        proficiency_text = "A form has only some items for each competency, so that this is an estimate: the thick mark is the share of points you earned, the bar the range that your true level usually lies in. It has no part in passing.";
        proficiency_caption = "Estimates by competency";
        column_competency = "Competency";
        column_proficiency_items = "Items";
        column_proficiency_share = "Share of points";
        column_proficiency_error = "Standard error";
        column_proficiency_range = "95% interval";
        column_proficiency_level = "Level";
        proficiency_level(level: &str) = "{level}";
        proficiency_between(level: &str, other: &str) = "{level}, perhaps {other}";
        proficiency_not_enough = "Not enough items to say";
        proficiency_range(from: &str, to: &str) = "{from} to {to}";
        proficiency_bar(share: &str, from: &str, to: &str) = "{share}, range {from} to {to}";
        proficiency_terms = "Wilson's interval (1927) for a proportion at 95%, each item being one trial; the standard error is half its width divided by 1.96. Nothing is said where there are too few items, or where the interval covers two boundaries between levels or more. Points are those before anything is taken away.";
    }
}
