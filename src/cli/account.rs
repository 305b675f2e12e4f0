//! `duijie account`: accounts for whoever owns the machine. Prints one-time links, never a password.

use std::process::ExitCode;

use super::account_arguments::{AccountCommand, NewAccountArguments};
use super::failure::Failure;
use super::output;
use crate::app::App;
use crate::demo::story::PEOPLE;
use crate::domain::account::{Account, AccountStatus};
use crate::domain::ids::AccountId;
use crate::domain::role::Role;
use crate::domain::session::Secret;
use crate::service::accounts as service;
use crate::service::accounts::{AccountError, AccountFilter, BodyTyped, Desk, Invited, NewAccount};
use crate::storage;

/// Runs one of its commands.
pub(super) async fn run(app: &App, command: AccountCommand) -> Result<ExitCode, Failure> {
    match command {
        AccountCommand::Add(asked) => add(app, asked).await?,
        AccountCommand::Reset { account } => {
            let (account, secret) = (find(app, &account).await?, app.secret()?);
            let invited = service::renew_link(desk(app), &account.id, &secret).await?;
            say_link(&account.name, &invited, &secret, &app.settings.base());
        }
        AccountCommand::Disable { account, reason } => {
            let account = find(app, &account).await?;
            service::disable(desk(app), &account.id, &reason).await?;
            output::say(&format!("已停用：{}", account.name));
        }
        AccountCommand::List => list(app).await?,
    }
    Ok(ExitCode::SUCCESS)
}

fn desk(app: &App) -> Desk<'_> {
    Desk { store: &app.store, passwords: &app.passwords, viewer: &app.viewer, now: app.now() }
}

async fn add(app: &App, asked: NewAccountArguments) -> Result<(), Failure> {
    let role = Role::from_code(&asked.role).ok_or_else(|| Failure::Said("没有这个角色".to_owned()))?;
    let typed = BodyTyped {
        county: asked.county,
        department: asked.department,
        groups: asked.groups,
        enterprise: asked.enterprise,
        institution: asked.institution,
        team: asked.team,
    };
    let organisation = service::find_body(desk(app), role, &typed).await?;
    let (name, secret) = (asked.name.clone(), app.secret()?);
    let new = NewAccount { name: asked.name, phone: asked.phone, email: asked.email, role, organisation };
    let invited = service::invite(desk(app), new, &secret).await?;
    say_link(&name, &invited, &secret, &app.settings.base());
    Ok(())
}

/// The account with this id or sign-in name.
async fn find(app: &App, text: &str) -> Result<Account, Failure> {
    let found = match AccountId::parse(text) {
        Some(id) => Some(service::show_account(desk(app), &id).await?.row.account),
        None => service::find_account_named(desk(app), text).await?,
    };
    found.ok_or(Failure::Account(AccountError::NoSuchAccount))
}

fn say_link(name: &str, invited: &Invited, secret: &Secret, base: &str) {
    output::say(&format!("{}：{name}（{}）", invited.invitation.kind.label(), invited.account));
    output::say(&format!("  一次性链接：{base}/invitations/{}", secret.reveal()));
    output::say(&format!(
        "  到 {} 为止，用一次就作废。请只发给本人。",
        invited.invitation.expires_at.beijing_minute()
    ));
}

async fn list(app: &App) -> Result<(), Failure> {
    let (mut page, mut rows) = (1, Vec::new());
    loop {
        let list = service::list_accounts(desk(app), &AccountFilter::default(), page).await?;
        let found = list.rows.len();
        rows.extend(list.rows.into_iter().map(|row| {
            let account = row.account;
            let name = account.sign_in_name.unwrap_or_default();
            let body = row.body.unwrap_or_else(|| app.city.bureau_short.clone());
            let (role, status) = (account.role.label().to_owned(), account.status.label().to_owned());
            vec![name, account.name, role, body, status, account.id.to_string()]
        }));
        if found == 0 || i64::try_from(rows.len()).is_ok_and(|shown| shown >= list.total) {
            break;
        }
        page += 1;
    }
    output::say(&output::table(&["账号", "姓名", "角色", "单位", "状态", "id"], rows));
    Ok(())
}

/// Prints the link for the first system administrator, as long as there is none.
pub(super) async fn say_first_link(app: &App, base: &str) -> Result<(), Failure> {
    let secret = app.secret()?;
    if let Some(invited) = service::first_administrator(desk(app), &secret).await? {
        output::say("还没有系统管理员。请打开下面的链接建立（每次启动换一个新的）：");
        say_link(Role::SystemAdministrator.label(), &invited, &secret, base);
    }
    Ok(())
}

/// Prints, for the demo, a link for each of its people who has set no password yet.
pub(super) async fn say_demo_links(app: &App, base: &str) -> Result<(), Failure> {
    let mut said = false;
    for person in PEOPLE {
        let Some(account) = service::find_account_named(desk(app), person.sign_in_name).await? else {
            continue;
        };
        let mut conn = app.store.read().await?;
        let known = !storage::list_password_hashes(&mut conn, &account.id).await?.is_empty();
        drop(conn);
        if known || account.status != AccountStatus::Active {
            continue;
        }
        if !said {
            output::say(
                "打开下面的链接，设一个密码，就能以这个角色试用（每次启动换新的，设好密码的不再列出）：",
            );
            said = true;
        }
        let secret = app.secret()?;
        service::renew_link(desk(app), &account.id, &secret).await?;
        let role = person.role.label();
        let of = if person.institution.is_empty() {
            String::new()
        } else {
            format!("（{}）", person.institution)
        };
        output::say(&format!("  {role}{of}，账号 {}", person.sign_in_name));
        output::say(&format!("    {base}/invitations/{}", secret.reveal()));
    }
    Ok(())
}
