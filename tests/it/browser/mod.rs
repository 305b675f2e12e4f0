//! The pages in a real browser, over the demo: what they look like, what they ask for, what they keep people from.

mod every_page;
mod hall;
mod keyboard;

mod need_form;
mod walks;
