//! Sends one message of the outbox, if its time has come.

use crate::app::App;
use crate::channels::{Patience, post_hook, send_mail};
use crate::domain::ids::DeliveryId;
use crate::service::ServiceError;
use crate::service::notices::{Outgoing, finish_sending, take_delivery};

/// Sends it, and sets down how that ended. A message that is not to be sent, or not by us, is none of our business.
///
/// # Errors
/// If the database fails: the next attempt finds out what became of the message.
pub(super) async fn run(app: &App, delivery: &str) -> Result<(), ServiceError> {
    let Some(id) = DeliveryId::parse(delivery) else { return Ok(()) };
    let patience = Patience::default();
    let base = app.settings.base();
    let ready = take_delivery(&app.store, &app.viewer, &id, &base, app.now()).await?;
    let Some(ready) = ready else { return Ok(()) };
    let result = match &ready.outgoing {
        Outgoing::Mail(server, mail) => send_mail(server, mail, patience).await,
        Outgoing::Hook(hook, message) => post_hook(hook, message, patience).await,
    };
    finish_sending(&app.store, &app.viewer, &ready.delivery, result, app.now()).await
}
