//! Vietnamese: the first language, which declares every sentence.

pub mod adapting;
pub mod administering;
pub mod analysing;
pub mod appealing;
pub mod assembling;
pub mod authoring;
pub mod checking;
pub mod deciding;
pub mod designing;
pub mod everywhere;
pub mod figures;
pub mod grading;
pub mod linting;
pub mod measuring;
pub mod naming;
pub mod offline;
pub mod privacy;
pub mod rescoring;
pub mod results;
pub mod revoking;
pub mod routing;
pub mod sealing;
pub mod supervising;
pub mod suspecting;
pub mod taking;

/// The Vietnamese sentences.
#[derive(Clone, Copy, Debug)]
pub struct Vi;
