//! Room beside a value for what a page makes of it, so that a value which is kept is drawn once and not with every page
//! that shows it. What is drawn must depend on nothing but the value.

use std::sync::OnceLock;

/// What a page made of the value this lies in; goes when that goes. A copy, which may be changed, has none.
#[derive(Debug, Default)]
pub struct Drawn(OnceLock<Box<str>>);

impl Drawn {
    /// What was drawn; drawn now if it was not yet.
    ///
    /// # Errors
    /// That of `draw`; nothing is then kept.
    pub fn or_draw<E>(&self, draw: impl FnOnce() -> Result<String, E>) -> Result<&str, E> {
        if let Some(drawn) = self.0.get() {
            return Ok(drawn);
        }
        let drawn = draw()?;
        Ok(self.0.get_or_init(|| drawn.into_boxed_str()))
    }
}

impl Clone for Drawn {
    fn clone(&self) -> Self {
        Self::default()
    }
}

/// Values are equal whether they were drawn or not.
impl PartialEq for Drawn {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Drawn {}

#[cfg(test)]
mod tests {
    use super::Drawn;

    #[test]
    fn a_value_is_drawn_once_and_its_copy_anew() {
        let drawn = Drawn::default();
        assert_eq!(drawn.or_draw(|| Err("broken")), Err("broken"));
        assert_eq!(drawn.or_draw(|| Ok::<_, ()>("first".to_owned())), Ok("first"));
        assert_eq!(drawn.or_draw(|| Ok::<_, ()>("second".to_owned())), Ok("first"));
        assert_eq!(drawn.clone().or_draw(|| Ok::<_, ()>("copy".to_owned())), Ok("copy"));
        assert_eq!(drawn, Drawn::default());
    }
}
