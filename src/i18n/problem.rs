//! Everything that can be refused, as pages and the API name it.

/// A kind of refusal: one stable slug, one status, one sentence and one piece of advice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// The request cannot be read.
    Malformed,
    /// Log in first.
    NotSignedIn,
    /// Staff code or secret is wrong.
    WrongCredentials,
    /// The form's token is missing or old.
    StaleForm,
    /// Signed in, but not allowed.
    Forbidden,
    /// Nothing here, or nothing for this person.
    NotFound,
    /// The address exists, for another method.
    MethodNotAllowed,
    /// The state of things has changed meanwhile.
    Conflict,
    /// The response was saved from elsewhere meanwhile.
    StaleRevision,
    /// The attempt takes no more responses.
    AttemptClosed,
    /// The assessment is not open.
    AssessmentClosed,
    /// The pause between two attempts is not over.
    PauseNotOver,
    /// Every attempt has been used.
    NoAttemptsLeft,
    /// The certificate has been revoked already.
    AlreadyRevoked,
    /// More bytes than are taken.
    TooLarge,
    /// A kind of content that is not taken here.
    UnsupportedMedia,
    /// Readable, but makes no sense here.
    Unprocessable,
    /// The idempotency key was used with another request.
    IdempotencyMismatch,
    /// Too many requests.
    TooManyRequests,
    /// Our fault.
    Internal,
    /// Cannot serve just now.
    Unavailable,
    /// No attempt starts while the server's clock is in doubt.
    ClockStepped,
}

impl ProblemKind {
    /// Every kind.
    pub const ALL: [Self; 22] = [
        Self::Malformed,
        Self::NotSignedIn,
        Self::WrongCredentials,
        Self::StaleForm,
        Self::Forbidden,
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::Conflict,
        Self::StaleRevision,
        Self::AttemptClosed,
        Self::AssessmentClosed,
        Self::PauseNotOver,
        Self::NoAttemptsLeft,
        Self::AlreadyRevoked,
        Self::TooLarge,
        Self::UnsupportedMedia,
        Self::Unprocessable,
        Self::IdempotencyMismatch,
        Self::TooManyRequests,
        Self::Internal,
        Self::Unavailable,
        Self::ClockStepped,
    ];

    /// The HTTP status that goes with it.
    pub const fn status(self) -> u16 {
        match self {
            Self::Malformed => 400,
            Self::NotSignedIn | Self::WrongCredentials => 401,
            Self::StaleForm | Self::Forbidden => 403,
            Self::NotFound => 404,
            Self::MethodNotAllowed => 405,
            Self::Conflict
            | Self::StaleRevision
            | Self::AttemptClosed
            | Self::AssessmentClosed
            | Self::PauseNotOver
            | Self::NoAttemptsLeft
            | Self::AlreadyRevoked => 409,
            Self::TooLarge => 413,
            Self::UnsupportedMedia => 415,
            Self::Unprocessable | Self::IdempotencyMismatch => 422,
            Self::TooManyRequests => 429,
            Self::Internal => 500,
            Self::Unavailable | Self::ClockStepped => 503,
        }
    }

    /// The stable last part of the problem's `type`.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Malformed => "malformed-request",
            Self::NotSignedIn => "not-signed-in",
            Self::WrongCredentials => "wrong-credentials",
            Self::StaleForm => "stale-form",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not-found",
            Self::MethodNotAllowed => "method-not-allowed",
            Self::Conflict => "conflict",
            Self::StaleRevision => "stale-revision",
            Self::AttemptClosed => "attempt-closed",
            Self::AssessmentClosed => "assessment-closed",
            Self::PauseNotOver => "pause-not-over",
            Self::NoAttemptsLeft => "no-attempts-left",
            Self::AlreadyRevoked => "already-revoked",
            Self::TooLarge => "too-large",
            Self::UnsupportedMedia => "unsupported-media-type",
            Self::Unprocessable => "unprocessable",
            Self::IdempotencyMismatch => "idempotency-mismatch",
            Self::TooManyRequests => "too-many-requests",
            Self::Internal => "internal",
            Self::Unavailable => "unavailable",
            Self::ClockStepped => "clock-stepped",
        }
    }
}
