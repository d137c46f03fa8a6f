//! Values that are never printed.

use serde::Deserialize;
use std::fmt;
use std::ops::Deref;

/// A secret among other fields: `Debug` shows that it is there, and nothing of it.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Hidden<T>(pub T);

impl<T> Deref for Hidden<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> fmt::Debug for Hidden<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_it_is_printed() {
        assert_eq!(format!("{:?}", Hidden("mật khẩu")), "(hidden)");
        assert_eq!(*Hidden(1), 1);
    }
}
