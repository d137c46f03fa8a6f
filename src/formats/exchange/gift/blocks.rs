//! A file in blocks: what stands between empty lines, its comments apart. A category is a block of its own.

/// Bytes of one block; no question that can become an item has as many.
const LONGEST: usize = 200_000;
/// How a category begins.
pub(super) const CATEGORY: &str = "$CATEGORY:";

/// A line without the spaces around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line<'t> {
    pub text: &'t str,
    /// Byte offset in the file.
    pub at: usize,
}

/// Lines that belong together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Block<'t> {
    /// Those that begin with `//`: what stands behind it.
    pub comments: Vec<Line<'t>>,
    pub lines: Vec<Line<'t>>,
    /// It is longer than any question; only its beginning is here.
    pub is_too_long: bool,
}

impl Block<'_> {
    /// Where it begins, comments aside.
    pub fn at(&self) -> usize {
        self.lines.first().or(self.comments.first()).map_or(0, |line| line.at)
    }
}

/// The blocks of a text, one after the other.
pub(super) struct Blocks<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Blocks<'t> {
    pub const fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    /// The next line and where the one behind it begins.
    fn line(&self) -> Option<(Line<'t>, usize)> {
        let rest = self.text.get(self.at..).filter(|rest| !rest.is_empty())?;
        let length = rest.find('\n').map_or(rest.len(), |length| length + 1);
        let (line, trimmed) = (&rest[..length], rest[..length].trim());
        let before = line.len() - line.trim_start().len();
        Some((Line { text: trimmed, at: self.at + before }, self.at + length))
    }
}

impl<'t> Iterator for Blocks<'t> {
    type Item = Block<'t>;

    fn next(&mut self) -> Option<Block<'t>> {
        let mut block = Block::default();
        let mut from = self.at;
        while let Some((line, next)) = self.line() {
            let is_category = line.text.starts_with(CATEGORY);
            if is_category && !block.lines.is_empty() {
                return Some(block);
            }
            self.at = next;
            if line.text.is_empty() {
                if !block.lines.is_empty() || !block.comments.is_empty() {
                    return Some(block);
                }
                from = self.at;
                continue;
            }
            if self.at - from > LONGEST {
                block.is_too_long = true;
            }
            match line.text.strip_prefix("//") {
                // Of one that is too long the beginning is kept, to tell where it is.
                _ if block.is_too_long && !(block.lines.is_empty() && block.comments.is_empty()) => {}
                Some(text) => block.comments.push(Line { text, at: line.at + 2 }),
                None => block.lines.push(line),
            }
            if is_category {
                return Some(block);
            }
        }
        Some(block).filter(|block| !block.lines.is_empty() || !block.comments.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_lines_and_categories_part_blocks() {
        let text = "\n// a\n$CATEGORY: x\nmột{\n  // b\n =hai}\n \t\r\nba\n";
        let blocks: Vec<(Vec<&str>, Vec<&str>)> = Blocks::new(text)
            .map(|block| {
                let texts = |lines: &[Line<'static>]| lines.iter().map(|line| line.text).collect();
                (texts(&block.comments), texts(&block.lines))
            })
            .collect();
        assert_eq!(
            blocks,
            [(vec![" a"], vec!["$CATEGORY: x"]), (vec![" b"], vec!["một{", "=hai}"]), (vec![], vec!["ba"]),]
        );
    }

    #[test]
    fn of_a_block_that_is_too_long_the_beginning_is_kept() {
        let text = format!("a\n{}\n\nb", "x\n".repeat(200_000));
        let blocks: Vec<Block<'_>> = Blocks::new(&text).collect();
        assert_eq!(blocks.len(), 2);
        assert!(blocks[0].is_too_long && blocks[0].lines.len() <= 100_000);
    }
}
