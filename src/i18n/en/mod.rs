//! English: every sentence that Vietnamese declares.

mod adapting;
mod administering;
mod analysing;
mod appealing;
mod assembling;
mod authoring;
mod checking;
mod deciding;
mod designing;
mod everywhere;
mod figures;
mod grading;
mod linting;
mod measuring;
mod naming;
mod offline;
mod privacy;
mod rescoring;
mod results;
mod revoking;
mod routing;
mod sealing;
mod supervising;
mod suspecting;
mod taking;

/// The English sentences.
#[derive(Clone, Copy, Debug)]
pub struct En;
