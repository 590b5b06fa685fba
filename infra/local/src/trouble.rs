//! What goes wrong, said in one line with what to do about it.

/// What went wrong, and what to do.
#[derive(Debug, thiserror::Error)]
#[error("{what}: {todo}")]
pub struct Trouble {
    what: String,
    todo: String,
}

impl Trouble {
    /// Both halves of the line.
    #[must_use]
    pub fn new(what: impl Into<String>, todo: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            todo: todo.into(),
        }
    }
}

/// For errors of the file system: says which file.
pub(crate) fn file(path: &std::path::Path) -> impl Fn(std::io::Error) -> Trouble + '_ {
    move |why| {
        Trouble::new(
            format!("{} cannot be used ({why})", path.display()),
            "check that it is yours and the disk has room",
        )
    }
}

impl From<crate::seed::SeedError> for Trouble {
    fn from(why: crate::seed::SeedError) -> Self {
        Self::new(
            format!("seeding failed ({why})"),
            "see target/local/cloud.log, then `oodaloo down && oodaloo up`",
        )
    }
}

impl From<oodaloo_store::StoreError> for Trouble {
    fn from(why: oodaloo_store::StoreError) -> Self {
        Self::new(
            format!("the table cannot be read ({why})"),
            "`oodaloo status` tells what runs; `oodaloo up` starts it",
        )
    }
}
