//! Paragraphs and lists while they are read, and their Markdown.

use super::inline::{Piece, Style, markdown};

/// Lists inside lists that items may have.
const DEEPEST: usize = 3;

#[derive(Default)]
pub(super) struct Blocks {
    /// How many open elements make what is read strong.
    pub strong: usize,
    /// How many set it off.
    pub emphasis: usize,
    /// What is read inside `<code>`.
    code: Option<String>,
    paragraph: Vec<Piece>,
    lists: Vec<List>,
    blocks: Vec<Block>,
    /// Lists that were begun so far.
    count: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
struct List {
    /// Tells two lists that follow each other apart.
    number: usize,
    is_ordered: bool,
    /// Items begun.
    items: usize,
}

/// A paragraph, and the list items it stands in.
struct Block {
    pieces: Vec<Piece>,
    lists: Vec<List>,
}

impl Blocks {
    pub fn text(&mut self, text: &str) {
        if let Some(code) = &mut self.code {
            return code.push_str(text);
        }
        let style = self.style();
        match self.paragraph.last_mut() {
            Some(Piece::Text(before, same)) if *same == style => before.push_str(text),
            _ => self.paragraph.push(Piece::Text(text.to_owned(), style)),
        }
    }

    const fn style(&self) -> Style {
        Style { is_strong: self.strong > 0, is_emphasis: self.emphasis > 0 }
    }

    pub fn line_break(&mut self) {
        match &mut self.code {
            Some(code) => code.push(' '),
            None => self.paragraph.push(Piece::Break),
        }
    }

    pub fn begin_code(&mut self) {
        self.code.get_or_insert_default();
    }

    pub fn end_code(&mut self) {
        if let Some(code) = self.code.take() {
            let code = code.split_whitespace().collect::<Vec<_>>().join(" ");
            if !code.is_empty() {
                self.paragraph.push(Piece::Code(code, self.style()));
            }
        }
    }

    pub fn end_paragraph(&mut self) {
        self.end_code();
        let pieces = std::mem::take(&mut self.paragraph);
        let says = |piece: &Piece| match piece {
            Piece::Text(text, _) => !text.trim_matches(is_space).is_empty(),
            Piece::Code(..) => true,
            Piece::Break => false,
        };
        if pieces.iter().any(says) {
            // Text of a list that stands in none of its items belongs to the item before, or to none.
            let lists = self.lists.iter().filter(|list| list.items > 0).take(DEEPEST).copied().collect();
            self.blocks.push(Block { pieces, lists });
        }
    }

    pub fn begin_list(&mut self, is_ordered: bool) {
        self.end_paragraph();
        self.count += 1;
        self.lists.push(List { number: self.count, is_ordered, items: 0 });
    }

    pub fn begin_item(&mut self) {
        self.end_paragraph();
        if self.lists.is_empty() {
            self.begin_list(false);
        }
        if let Some(list) = self.lists.last_mut() {
            list.items += 1;
        }
    }

    pub fn end_list(&mut self) {
        self.end_paragraph();
        self.lists.pop();
    }

    pub fn markdown(mut self) -> String {
        self.end_paragraph();
        let mut writing = Writing::default();
        self.blocks.iter().for_each(|block| writing.block(block));
        writing.out
    }
}

#[derive(Default)]
struct Writing {
    out: String,
    /// The lists that the block before stands in.
    before: Vec<List>,
    /// Of each of them: how many items it has shown, and whether it has the other marker.
    shown: Vec<(usize, bool)>,
    /// Whether the item before has more than one paragraph.
    is_loose: bool,
}

impl Writing {
    fn block(&mut self, block: &Block) {
        let same = block.lists.iter().zip(&self.before).take_while(|(one, other)| one == other).count();
        let goes_on = same == block.lists.len();
        self.part(block, goes_on);
        self.is_loose = goes_on && !block.lists.is_empty();
        let mut line = String::new();
        let mut width = 0;
        for (depth, list) in block.lists.iter().enumerate() {
            if depth >= same {
                self.count(depth, list, same);
            }
            let (count, is_other) = self.shown[depth];
            let marker = match (list.is_ordered, is_other) {
                (true, false) => format!("{count}. "),
                (true, true) => format!("{count}) "),
                (false, false) => "- ".to_owned(),
                (false, true) => "* ".to_owned(),
            };
            width += marker.len();
            line.push_str(&if depth < same { " ".repeat(marker.len()) } else { marker });
        }
        self.shown.truncate(block.lists.len());
        self.out.push_str(&line);
        self.out.push_str(&markdown(&block.pieces).replace('\n', &format!("\n{}", " ".repeat(width))));
        self.before.clone_from(&block.lists);
    }

    /// Parts a block from the one before.
    fn part(&mut self, block: &Block, goes_on: bool) {
        let first = |lists: &[List]| lists.first().map(|list| list.number);
        let is_same_list = first(&block.lists).is_some() && first(&block.lists) == first(&self.before);
        if !self.out.is_empty() {
            self.out.push_str(if is_same_list && !goes_on && !self.is_loose { "\n" } else { "\n\n" });
        }
    }

    /// One item more of the list at this depth. Two lists in a row would run into one: the second has another marker.
    fn count(&mut self, depth: usize, list: &List, same: usize) {
        let before = self.before.get(depth).filter(|_| depth <= same);
        match (before, self.shown.get(depth).copied()) {
            (Some(before), Some((count, is_other))) if before.number == list.number => {
                self.shown[depth] = (count + 1, is_other);
            }
            (Some(before), Some((_, is_other))) => {
                self.shown[depth] = (1, before.is_ordered == list.is_ordered && !is_other);
            }
            _ => {
                self.shown.truncate(depth);
                self.shown.push((1, false));
            }
        }
        self.shown.truncate(depth + 1);
    }
}

/// White space that HTML runs together; a no-break space is a letter.
pub(super) fn is_space(letter: char) -> bool {
    matches!(letter, ' ' | '\t' | '\n' | '\r' | '\u{c}')
}
