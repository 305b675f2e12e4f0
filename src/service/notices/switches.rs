//! What somebody wants to be told by which channel.

use super::settings::channels_in;
use crate::domain::channel::Channel;
use crate::domain::notice::{NoticeTopic, is_on};
use crate::domain::notice_times::NoticeTimes;
use crate::domain::time::Instant;
use crate::domain::viewer::Viewer;
use crate::service::ServiceError;
use crate::storage::{self, Store};

/// A topic with its switches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SwitchRow {
    /// The topic.
    pub topic: NoticeTopic,
    /// By which channel it goes out.
    pub channels: Vec<(Channel, bool)>,
}

/// One's own switches, and what they do here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnSwitches {
    /// The topics that the viewer's role gets.
    pub rows: Vec<SwitchRow>,
    /// Channels that the installation has and that reach the viewer.
    pub reached: Vec<Channel>,
    /// Channels that the installation has.
    pub set_up: Vec<Channel>,
    /// When messages go out.
    pub times: NoticeTimes,
}

/// One's own switches.
///
/// # Errors
/// [`ServiceError::NotAllowed`] for whoever has no account; otherwise if the database fails.
pub async fn own_switches(store: &Store, viewer: &Viewer) -> Result<OwnSwitches, ServiceError> {
    let (Some(own), Some(role)) = (viewer.account_id(), viewer.role()) else {
        return Err(ServiceError::NotAllowed);
    };
    let mut conn = store.read().await?;
    let switches = storage::list_notice_switches(&mut conn, viewer, std::slice::from_ref(own)).await?;
    let channels = channels_in(&mut conn).await?;
    let account = storage::find_account(&mut conn, viewer, own).await?.ok_or(ServiceError::NotAllowed)?;
    let row = |topic| SwitchRow {
        topic,
        channels: Channel::ALL.iter().map(|way| (*way, is_on(&switches, own, topic, *way))).collect(),
    };
    Ok(OwnSwitches {
        rows: NoticeTopic::of(role).into_iter().map(row).collect(),
        reached: Channel::ALL.iter().copied().filter(|way| channels.reach(*way, &account)).collect(),
        set_up: Channel::ALL.iter().copied().filter(|way| channels.has(*way)).collect(),
        times: channels.times,
    })
}

/// Sets the own switches: those named are on, the others of the role off.
///
/// # Errors
/// As [`own_switches`].
pub async fn set_switches(
    store: &Store,
    viewer: &Viewer,
    on: &[(NoticeTopic, Channel)],
    now: Instant,
) -> Result<(), ServiceError> {
    let before = own_switches(store, viewer).await?;
    let mut tx = store.write(viewer, now).await?;
    let mut changed = 0;
    for row in before.rows {
        for (channel, was) in row.channels {
            let wanted = on.contains(&(row.topic, channel));
            if wanted != was {
                storage::put_notice_switch(&mut tx, row.topic, channel, wanted).await?;
                changed += 1;
            }
        }
    }
    if changed > 0 {
        let own = viewer.account_id().map(ToString::to_string).unwrap_or_default();
        tx.audit("notice_switches_changed", "account", &own, &serde_json::json!({ "updated": changed }))
            .await?;
    }
    Ok(tx.commit().await?)
}
