//! English sentences about what is worth a look in an item.

use super::En;
use crate::domain::quality::{Part, Rule};
use crate::i18n::vi::linting::Linting;

crate::i18n::translate_sentences! {
    Linting for En {
        finding(rule: Rule, detail: &str) = { match rule {
            Rule::KeyPosition => format!("the keys of single choices stand unevenly in their places ({detail}); move some"),
            Rule::LongestKey => format!("the key is much longer than every other option ({detail} characters), which gives it away"),
            Rule::LongestKeys => format!("too often the key is the longest option ({detail})"),
            Rule::AllOfTheAbove => format!("“{detail}” stands for other options; who knows two of them has guessed it"),
            Rule::NoneOfTheAbove => format!("“{detail}” does not show what the candidate understands"),
            Rule::NegativeStem => format!("the stem asks for what is not so (“{detail}”) and is easily misread; ask for what is"),
            Rule::AbsoluteWord => format!("“{detail}” gives away that this option is wrong"),
            Rule::NearEqualOptions => format!("nearly the same as option {detail}"),
            Rule::NumbersOutOfOrder => "the options are numbers out of order".to_owned(),
            Rule::ClangAssociation => format!("only the key repeats “{detail}” from the stem, which gives it away"),
            Rule::CueBetweenItems => format!("this stem gives away the key of {detail}; reword it, or name the two as enemies"),
            Rule::NearDuplicate => format!("nearly the same as {detail}"),
            Rule::HardToRead => format!("hard to read ({detail}); use short sentences and plain words"),
            Rule::MissingRationale => "nothing says why the key is right".to_owned(),
            Rule::MissingSource => "no source says where the key can be looked up".to_owned(),
            Rule::ReviewOverdue => format!("the day to check it again is past ({detail})"),
            Rule::ShortTranslation => format!("a translation is shorter than half of the other ({detail} characters) and may lack something"),
            Rule::ThinCoverage => format!("a rule of the blueprint has few items to draw from ({detail}); four times as many are better"),
            Rule::NeverDrawn => "no rule of the blueprint can draw this item".to_owned(),
        } };
        finding_part(part: &Part) = { match part {
            Part::Whole => String::new(),
            Part::Stem(language) => format!("stem ({})", language.code()),
            Part::Option(id, language) => format!("option {id} ({})", language.code()),
            Part::Rationale(language) => format!("rationale ({})", language.code()),
            Part::Field(name) => (*name).to_owned(),
        } };
    }
}
