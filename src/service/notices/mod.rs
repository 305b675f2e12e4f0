//! Notices: giving them, reading them, switching them, and sending what leaves the house.
//!
//! A use case tells people with [`notify`], in its own transaction. Nothing that is stored says more than codes, counts
//! and ids; what a person reads, in the inbox or in a mail, is made anew from what that person may read at that moment.

mod deliver;
mod inbox;
mod matter;
mod notify;
mod outbox;
mod remind;
mod settings;
mod switches;
mod tell;

pub use deliver::{Outgoing, Ready, finish_sending, take_delivery};
pub use inbox::{Inbox, NOTICES_A_PAGE, inbox, mark_all_read, mark_all_unread, mark_read, open_notice};
pub use matter::{Matter, MatterItem, NoticeShown};
pub use notify::notify;
pub use outbox::{
    DELIVERIES_A_PAGE, DeliveryShown, Outbox, hold_delivery, outbox, release_delivery, send_test,
};
pub use remind::{REMINDED_SETTING, Reminded, remind};
pub use settings::{
    ChannelProblem, Channels, HookTyped, MailTyped, change_hook, change_mail, change_times, channels,
    notice_times,
};
pub use switches::{OwnSwitches, SwitchRow, own_switches, set_switches};
pub use tell::{settle_filing, tell_alert, tell_need_step, tell_offer_step, tell_survey, untell_need_step};
