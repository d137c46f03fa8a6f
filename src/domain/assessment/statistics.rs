//! Classical statistics of a test and its items, with the definitions of Moodle's quiz report
//! (docs.moodle.org/dev/Quiz_statistics_calculations), so that figures can be compared.
//!
//! Forms may be drawn: each person sees some items of the bank. What is said of an item comes from the attempts that
//! had it, and the other side of each comparison is the rest of the same attempt. The consistency of drawn forms is
//! taken over places instead of items: covariances between places are those of different items.

use super::scoring::Centipoints;
use std::collections::BTreeSet;

/// What is compared: an item of the bank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemFacts {
    /// The item's id.
    pub id: String,
    /// What it can earn.
    pub possible: Centipoints,
    /// Of a choice: its options' ids, in the bank's order, and whether each is right.
    pub options: Vec<(String, bool)>,
}

/// One item of one attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Given {
    /// Which item, by its place among the facts.
    pub item: u32,
    /// What it earned.
    pub earned: Centipoints,
    /// The options chosen: bit *n* is the *n*-th of the bank's order.
    pub chosen: u32,
    /// Whether nothing was answered.
    pub is_blank: bool,
}

/// One attempt, in the order of its form.
pub type Sheet = Vec<Given>;

/// Figures of a whole test. Scores are percentages of what could be earned.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TestFigures {
    /// How many attempts.
    pub attempts: usize,
    /// Mean score; `None` without attempts.
    pub mean: Option<f64>,
    /// The middle score.
    pub median: Option<f64>,
    /// Standard deviation with *n* − 1; from two attempts on.
    pub standard_deviation: Option<f64>,
    /// *k*₃ ⁄ *k*₂^1.5: below zero when low scores trail; from three different scores on.
    pub skewness: Option<f64>,
    /// *k*₄ ⁄ *k*₂²: zero for a normal distribution; from four.
    pub kurtosis: Option<f64>,
    /// Cronbach's alpha, at most 1.
    pub alpha: Option<f64>,
    /// √(1 − alpha): how much of the spread is chance.
    pub error_ratio: Option<f64>,
    /// Standard error of a score, in percentage points.
    pub standard_error: Option<f64>,
    /// Attempts by score, in twentieths of the scale; the last one holds 100 %.
    pub histogram: [usize; 20],
}

/// Figures of one item.
#[derive(Clone, Debug, PartialEq)]
pub struct ItemFigures {
    /// How many attempts had it.
    pub attempts: usize,
    /// Mean share earned, 0 to 1.
    pub facility: Option<f64>,
    /// Standard deviation of that share.
    pub standard_deviation: Option<f64>,
    /// Correlation with the rest of the attempt, −1 to 1; `None` where one of them does not vary.
    pub discrimination: Option<f64>,
    /// The covariance with the rest as a share of the largest that these marks could have.
    pub efficiency: Option<f64>,
    /// Its intended share of a form's points, 0 to 1.
    pub intended_weight: Option<f64>,
    /// The share of the spread of scores that it makes; `None` where it goes against the rest.
    pub effective_weight: Option<f64>,
    /// Alpha of the test without it; fixed forms only.
    pub alpha_if_dropped: Option<f64>,
    /// Option by option, in the bank's order.
    pub options: Vec<OptionFigures>,
    /// How many answered nothing.
    pub blank: usize,
}

/// Figures of one option.
#[derive(Clone, Debug, PartialEq)]
pub struct OptionFigures {
    /// How many chose it.
    pub chosen: usize,
    /// Correlation of choosing it with the rest of the attempt.
    pub point_biserial: Option<f64>,
    /// Of each fifth of the attempts, from the lowest rest scores up, the share that chose it.
    pub trace: [Option<f64>; 5],
}

/// All figures.
#[derive(Clone, Debug, PartialEq)]
pub struct Statistics {
    /// Of the test.
    pub test: TestFigures,
    /// Of the items, as the facts are ordered.
    pub items: Vec<ItemFigures>,
    /// Whether every attempt had the same items.
    pub is_fixed_form: bool,
    /// Whether every attempt had as many items: without that there is no alpha.
    pub is_one_length: bool,
}

/// An item is doubted from so many attempts on.
pub const ENOUGH: usize = 50;

impl ItemFigures {
    /// Whether enough attempts say that those who know more do worse: the key may be wrong, or the item misleads.
    pub fn is_doubtful(&self) -> bool {
        self.attempts >= ENOUGH && self.discrimination.is_some_and(|index| index < 0.0)
    }
}

/// Everything there is to say of these attempts.
pub fn statistics(items: &[ItemFacts], sheets: &[Sheet]) -> Statistics {
    let totals: Vec<f64> = sheets.iter().map(|sheet| sheet.iter().map(points).sum()).collect();
    let mut by_item: Vec<Vec<Answer>> = vec![Vec::new(); items.len()];
    for (sheet, total) in sheets.iter().zip(&totals) {
        for given in sheet {
            let mark = points(given);
            let answer = Answer { mark, rest: total - mark, chosen: given.chosen, is_blank: given.is_blank };
            if let Some(answers) = by_item.get_mut(given.item as usize) {
                answers.push(answer);
            }
        }
    }
    let is_fixed_form = is_fixed_form(sheets);
    let test = test_figures(items, sheets, &totals, &by_item, is_fixed_form);
    let mut figures: Vec<ItemFigures> =
        items.iter().zip(&by_item).map(|(facts, answers)| item_figures(facts, answers)).collect();
    weigh(items, &by_item, sheets.len(), &mut figures);
    if is_fixed_form {
        drop_each(&totals, &by_item, &mut figures);
    }
    let is_one_length = sheets.windows(2).all(|pair| pair[0].len() == pair[1].len());
    Statistics { test, items: figures, is_fixed_form, is_one_length }
}

/// One person's answer to the item at hand.
#[derive(Clone, Copy, Debug)]
struct Answer {
    mark: f64,
    rest: f64,
    chosen: u32,
    is_blank: bool,
}

fn points(given: &Given) -> f64 {
    f64::from(given.earned.0) / 100.0
}

fn share(possible: Centipoints) -> f64 {
    f64::from(possible.0.max(1)) / 100.0
}

fn is_fixed_form(sheets: &[Sheet]) -> bool {
    let items = |sheet: &Sheet| sheet.iter().map(|given| given.item).collect::<BTreeSet<_>>();
    let Some(first) = sheets.first().map(items) else { return false };
    sheets.iter().all(|sheet| sheet.len() == first.len() && sheet.iter().all(|given| first.contains(&given.item)))
}

fn test_figures(
    items: &[ItemFacts],
    sheets: &[Sheet],
    totals: &[f64],
    by_item: &[Vec<Answer>],
    is_fixed_form: bool,
) -> TestFigures {
    let possible = |sheet: &Sheet| sheet.iter().map(|given| share(items[given.item as usize].possible)).sum::<f64>();
    let mut scores: Vec<f64> =
        sheets.iter().zip(totals).map(|(sheet, total)| 100.0 * total / possible(sheet)).collect();
    let mut histogram = [0; 20];
    for score in &scores {
        // Truncated on purpose: the class below.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 20")]
        let class = (score / 5.0 + 1e-9).clamp(0.0, 19.0) as usize;
        histogram[class] += 1;
    }
    scores.sort_by(f64::total_cmp);
    let middle = scores.len() / 2;
    let median = match scores.len() {
        0 => None,
        count if count % 2 == 1 => Some(scores[middle]),
        _ => Some(f64::midpoint(scores[middle - 1], scores[middle])),
    };
    let spread = variance(&scores).map(f64::sqrt);
    let variances: Option<Vec<f64>> = if is_fixed_form {
        let had = by_item.iter().filter(|answers| !answers.is_empty());
        had.map(|answers| variance(&answers.iter().map(|answer| answer.mark).collect::<Vec<_>>())).collect()
    } else {
        by_place(sheets)
    };
    let alpha = variances.and_then(|variances| alpha(&variances, variance(totals)?));
    let error_ratio = alpha.map(|alpha| (1.0 - alpha).max(0.0).sqrt());
    TestFigures {
        attempts: sheets.len(),
        mean: mean(&scores),
        median,
        standard_deviation: spread,
        skewness: skewness(&scores),
        kurtosis: kurtosis(&scores),
        alpha,
        error_ratio,
        standard_error: error_ratio.zip(spread).map(|(ratio, spread)| ratio * spread),
        histogram,
    }
}

/// The variance of the marks at each place of the form; `None` when forms differ in length.
fn by_place(sheets: &[Sheet]) -> Option<Vec<f64>> {
    let length = sheets.first()?.len();
    if sheets.iter().any(|sheet| sheet.len() != length) {
        return None;
    }
    let at = |place: usize| sheets.iter().map(|sheet| points(&sheet[place])).collect::<Vec<_>>();
    (0..length).map(|place| variance(&at(place))).collect()
}

/// *k*/(*k* − 1) · (1 − Σ*V*(item) ⁄ *V*(test)).
fn alpha(variances: &[f64], of_test: f64) -> Option<f64> {
    let count = variances.len() as f64;
    (variances.len() > 1 && of_test > 0.0)
        .then(|| count / (count - 1.0) * (1.0 - variances.iter().sum::<f64>() / of_test))
}

fn item_figures(facts: &ItemFacts, answers: &[Answer]) -> ItemFigures {
    let possible = share(facts.possible);
    let marks: Vec<f64> = answers.iter().map(|answer| answer.mark).collect();
    let rests: Vec<f64> = answers.iter().map(|answer| answer.rest).collect();
    ItemFigures {
        attempts: answers.len(),
        facility: mean(&marks).map(|mean| mean / possible),
        standard_deviation: variance(&marks).map(|variance| variance.sqrt() / possible),
        discrimination: correlation(&marks, &rests),
        efficiency: efficiency(&marks, &rests),
        intended_weight: None,
        effective_weight: None,
        alpha_if_dropped: None,
        options: option_figures(facts, answers, &rests),
        blank: answers.iter().filter(|answer| answer.is_blank).count(),
    }
}

fn efficiency(marks: &[f64], rests: &[f64]) -> Option<f64> {
    let sorted = |values: &[f64]| {
        let mut values = values.to_vec();
        values.sort_by(f64::total_cmp);
        values
    };
    let largest = covariance(&sorted(marks), &sorted(rests))?;
    (largest > 0.0).then_some(covariance(marks, rests)? / largest)
}

fn option_figures(facts: &ItemFacts, answers: &[Answer], rests: &[f64]) -> Vec<OptionFigures> {
    let mut order: Vec<usize> = (0..answers.len()).collect();
    order.sort_by(|one, other| rests[*one].total_cmp(&rests[*other]));
    let fifth = |number: usize| &order[order.len() * number / 5..order.len() * (number + 1) / 5];
    (0..facts.options.len())
        .map(|option| {
            let is_chosen = |answer: &Answer| answer.chosen >> option & 1 == 1;
            let chose: Vec<f64> = answers.iter().map(|answer| f64::from(u8::from(is_chosen(answer)))).collect();
            let share = |group: &[usize]| {
                let count = group.iter().filter(|place| is_chosen(&answers[**place])).count();
                (!group.is_empty()).then(|| count as f64 / group.len() as f64)
            };
            OptionFigures {
                chosen: answers.iter().filter(|answer| is_chosen(answer)).count(),
                point_biserial: correlation(&chose, rests),
                trace: std::array::from_fn(|number| share(fifth(number))),
            }
        })
        .collect()
}

/// Weights as shares of one form: drawn items count as often as they were drawn.
fn weigh(items: &[ItemFacts], by_item: &[Vec<Answer>], attempts: usize, figures: &mut [ItemFigures]) {
    let often = |answers: &Vec<Answer>| answers.len() as f64 / attempts.max(1) as f64;
    let intended: f64 = items.iter().zip(by_item).map(|(facts, answers)| share(facts.possible) * often(answers)).sum();
    let roots: Vec<Option<f64>> = by_item
        .iter()
        .map(|answers| {
            let marks: Vec<f64> = answers.iter().map(|answer| answer.mark).collect();
            let totals: Vec<f64> = answers.iter().map(|answer| answer.mark + answer.rest).collect();
            covariance(&marks, &totals).filter(|covariance| *covariance >= 0.0).map(f64::sqrt)
        })
        .collect();
    let effective: f64 = roots.iter().zip(by_item).filter_map(|(root, answers)| Some((*root)? * often(answers))).sum();
    for ((facts, root), figures) in items.iter().zip(roots).zip(figures) {
        figures.intended_weight = (intended > 0.0).then(|| share(facts.possible) / intended);
        figures.effective_weight = root.filter(|_| effective > 0.0).map(|root| root / effective);
    }
}

fn drop_each(totals: &[f64], by_item: &[Vec<Answer>], figures: &mut [ItemFigures]) {
    let of = |answers: &Vec<Answer>| variance(&answers.iter().map(|answer| answer.mark).collect::<Vec<_>>());
    let variances: Vec<Option<f64>> = by_item.iter().map(of).collect();
    if totals.len() < 2 {
        return;
    }
    for (place, figures) in figures.iter_mut().enumerate().filter(|(place, _)| !by_item[*place].is_empty()) {
        let others = variances.iter().enumerate().filter(|(other, _)| *other != place).filter_map(|(_, found)| *found);
        let rests: Vec<f64> = by_item[place].iter().map(|answer| answer.rest).collect();
        figures.alpha_if_dropped = variance(&rests).and_then(|rest| alpha(&others.collect::<Vec<_>>(), rest));
    }
}

fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

/// The *power*-th moment about the mean.
fn moment(values: &[f64], power: i32) -> Option<f64> {
    let mean = mean(values)?;
    Some(values.iter().map(|value| (value - mean).powi(power)).sum::<f64>() / values.len() as f64)
}

fn variance(values: &[f64]) -> Option<f64> {
    let count = values.len() as f64;
    (values.len() > 1).then(|| moment(values, 2).map(|moment| moment * count / (count - 1.0))).flatten()
}

fn covariance(one: &[f64], other: &[f64]) -> Option<f64> {
    let (mean_one, mean_other) = (mean(one)?, mean(other)?);
    let sum: f64 = one.iter().zip(other).map(|(one, other)| (one - mean_one) * (other - mean_other)).sum();
    (one.len() > 1).then(|| sum / (one.len() as f64 - 1.0))
}

fn correlation(one: &[f64], other: &[f64]) -> Option<f64> {
    let spread = (variance(one)? * variance(other)?).sqrt();
    (spread > 1e-12).then_some(covariance(one, other)? / spread)
}

fn skewness(values: &[f64]) -> Option<f64> {
    let count = values.len() as f64;
    let second = variance(values).filter(|variance| *variance > 0.0)?;
    let third = (values.len() > 2)
        .then(|| moment(values, 3).map(|moment| moment * count * count / ((count - 1.0) * (count - 2.0))))
        .flatten()?;
    Some(third / second.powf(1.5))
}

fn kurtosis(values: &[f64]) -> Option<f64> {
    let count = values.len() as f64;
    let second = variance(values).filter(|variance| *variance > 0.0)?;
    if values.len() < 4 {
        return None;
    }
    let (square, fourth) = (moment(values, 2)?, moment(values, 4)?);
    let denominator = (count - 1.0) * (count - 2.0) * (count - 3.0);
    let fourth = count * count / denominator * ((count + 1.0) * fourth - 3.0 * (count - 1.0) * square * square);
    Some(fourth / (second * second))
}
