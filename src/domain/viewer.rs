//! Who asks. Every read and write takes a viewer; what is out of its scope does not exist for it.

/// Somebody who reads or writes. Until accounts exist there is only the operator, at the command line or
/// at the pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewer {
    actor: String,
    channel: Channel,
    scope: Scope,
}

/// What a viewer may see. Storage matches on it without a wildcard: a new scope does not compile until every read
/// says what it means there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Everything: the bureau's operator.
    All,
}

/// By which way a request came; part of every audit record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    /// The command line.
    CommandLine,
    /// The pages.
    Web,
}

impl Channel {
    /// As the audit trail shows it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::CommandLine => "命令行",
            Self::Web => "网页",
        }
    }
}

impl Viewer {
    /// The bureau's operator at the command line, audited as the system user.
    #[must_use]
    pub fn operator() -> Self {
        Self { actor: "system".to_owned(), channel: Channel::CommandLine, scope: Scope::All }
    }

    /// The bureau's operator at the pages, who until accounts exist is audited as the system user too.
    #[must_use]
    pub fn web_operator() -> Self {
        Self { channel: Channel::Web, ..Self::operator() }
    }

    /// Who is named in audit records.
    #[must_use]
    pub fn actor(&self) -> &str {
        &self.actor
    }

    /// By which way the request came.
    #[must_use]
    pub fn channel(&self) -> Channel {
        self.channel
    }

    /// What this viewer may see.
    #[must_use]
    pub fn scope(&self) -> Scope {
        self.scope
    }
}
