//! What the audit trail calls deeds, kinds of records and details. Every code that is written has its words here.

/// Every deed that is recorded, with its words. A test finds those that are missing.
pub(crate) const ACTIONS: &[(&str, &str)] = &[
    ("signed_in", "登录"),
    ("sign_in_refused", "登录被拒绝"),
    ("signed_out", "退出登录"),
    ("signed_out_everywhere", "在所有设备上退出"),
    ("account_locked", "锁定账号"),
    ("account_unlocked", "解锁账号"),
    ("sessions_ended", "强制退出"),
    ("sign_in_rules_changed", "改登录规则"),
    ("account_made", "建立账号"),
    ("account_registered", "自行注册"),
    ("registration_confirmed", "确认注册"),
    ("registration_refused", "退回注册"),
    ("registration_dropped", "放弃重复的注册"),
    ("account_link_made", "发一次性链接"),
    ("account_link_refused", "一次性链接验证未通过"),
    ("account_accepted", "启用账号"),
    ("password_changed", "修改密码"),
    ("account_details_changed", "改本人信息"),
    ("account_role_changed", "调整角色"),
    ("account_owner_changed", "变更单位负责账号"),
    ("account_delegated", "委托代办"),
    ("standing_in_began", "开始代办"),
    ("standing_in_ended", "结束代办"),
    ("account_handed_over", "移交"),
    ("account_disabled", "停用账号"),
    ("account_reactivated", "恢复账号"),
    ("account_deleted", "注销账号"),
    ("privacy_notice_agreed", "同意隐私说明"),
    ("own_data_exported", "导出本人数据"),
    ("import", "导入"),
    ("import_undone", "撤销导入"),
    ("export", "导出"),
    ("edit", "编辑"),
    ("edit_undone", "撤销编辑"),
    ("need_moved", "需求走一步"),
    ("need_move_undone", "撤销需求的一步"),
    ("need_link_made", "发需求确认链接"),
    ("need_confirmed", "企业确认代填"),
    ("capability_made", "新建能力"),
    ("capability_published", "发布能力"),
    ("capability_withdrawn", "撤下能力"),
    ("capability_paused", "暂停接受合作"),
    ("capability_resumed", "恢复接受合作"),
    ("capability_confirmed", "确认能力仍然属实"),
    ("capability_deleted", "删除能力草稿"),
    ("profile_claimed", "认领机构资料"),
    ("claim_taken_back", "撤回认领"),
    ("survey_filled", "填报四有调查"),
    ("survey_taken_back", "撤回四有填报"),
    ("survey_reminded", "催报资源调查"),
    ("survey_deadline_set", "设资源调查期限"),
    ("unmask", "查看完整联系方式"),
    ("offer_step", "解决意向"),
    ("search_kept", "保存搜索"),
    ("search_changed", "改保存的搜索"),
    ("search_deleted", "删除保存的搜索"),
    ("search_restored", "恢复保存的搜索"),
    ("followed", "关注"),
    ("unfollowed", "取消关注"),
    ("need_draft_begun", "起草需求"),
    ("need_draft_saved", "保存需求草稿"),
    ("need_draft_thrown", "删除需求草稿"),
    ("need_draft_taken_back", "找回需求草稿"),
    ("need_sent_in", "提交需求"),
    ("lead_decided", "改派牵头"),
    ("lead_taken_back", "撤回改派"),
    ("responsibilities_computed", "重算牵头部门"),
    ("notice_switches_changed", "改通知开关"),
    ("notice_channels_changed", "改通知通道"),
    ("notice_test_sent", "发测试通知"),
    ("delivery_held", "暂停发送"),
    ("delivery_released", "放行发送"),
    ("backup", "备份"),
    ("restore", "从备份恢复"),
    ("audit_verified", "校验审计记录"),
    ("audit_pruned", "清理到期审计记录"),
    ("audit_months_set", "改审计记录保留期"),
    ("city_installed", "写入城市资料"),
    ("demo_installed", "装入示例数据"),
];

/// Every kind of record that deeds are done to, with its words.
pub(crate) const ENTITIES: &[(&str, &str)] = &[
    ("account", "账号"),
    ("enterprise", "企业"),
    ("institution", "机构"),
    ("need", "需求"),
    ("need_draft", "需求草稿"),
    ("capability", "能力"),
    ("offer", "解决意向"),
    ("saved_search", "保存的搜索"),
    ("batch", "导入批次"),
    ("sheet", "表"),
    ("delivery", "待发消息"),
    ("database", "数据库"),
    ("audit_record", "审计记录"),
    ("audit_block", "审计块"),
    ("city", "城市资料"),
    ("setting", "设置"),
];

/// What details are called.
pub(super) const DETAILS: &[(&str, &str)] = &[
    ("kind", "种类"),
    ("step", "步骤"),
    ("from", "原状态"),
    ("to", "新状态"),
    ("file", "文件"),
    ("rows", "行数"),
    ("created", "新增"),
    ("updated", "更新"),
    ("unchanged", "未变"),
    ("rejected", "不合格"),
    ("removed", "删去"),
    ("restored", "复原"),
    ("sha256", "文件校验值"),
    ("records", "记录数"),
    ("state_before", "原来的状态"),
    ("state_after", "后来的状态"),
    ("months", "保留月数"),
    ("hash", "块校验值"),
    ("fault", "问题"),
    ("conditions", "条件"),
    ("draft", "草稿"),
    ("no", "编号"),
    ("score", "填写质量"),
    ("name", "名称"),
    ("counties", "县区数"),
    ("targets_added", "新增目标"),
    ("from", "开始日期"),
    ("to", "结束日期"),
    ("actor", "操作人"),
    ("action", "操作"),
    ("entity", "对象"),
    ("entity_id", "对象编号"),
    ("result", "结果"),
    ("channel", "途径"),
    ("text", "文字"),
    ("on_behalf", "代谁办"),
    ("left", "还可以试几次"),
    ("minutes", "锁定分钟"),
    ("session", "会话"),
    ("sessions", "会话数"),
    ("edition", "隐私说明版本"),
    ("detail", "说明"),
    ("at", "时间"),
    ("by", "由谁"),
    ("lead", "牵头"),
    ("instead_of", "原来"),
    ("reckoning", "算法版本"),
    ("reason", "理由"),
    ("need", "需求编号"),
    ("step", "步骤"),
    ("agreed", "双方愿意谈"),
    ("fields", "字段"),
    ("year", "年度"),
    ("version", "第几版"),
];

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::{ACTIONS, ENTITIES};
    use crate::domain::account_event::AccountEventKind;
    use crate::service::accounts::action_of;

    fn rust_files(folder: &Path, out: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).expect("folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                rust_files(&path, out);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                out.push(path);
            }
        }
    }

    /// The texts that are written as the first arguments of a call, as far as they are written there.
    fn first_texts(after: &str) -> Vec<String> {
        after
            .split([',', ')'])
            .map(str::trim)
            .map_while(|piece| piece.strip_prefix('"')?.strip_suffix('"'))
            .map(str::to_owned)
            .collect()
    }

    #[test]
    fn every_deed_and_every_kind_of_record_has_words() {
        let mut files = Vec::new();
        rust_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
        let mut found = 0;
        for file in files {
            let text = std::fs::read_to_string(&file).expect("a file");
            for call in [".audit(", "AuditEntry::new("] {
                for after in text.split(call).skip(1) {
                    let texts = first_texts(after);
                    found += texts.len();
                    let place = file.display();
                    if let Some(action) = texts.first() {
                        assert!(
                            ACTIONS.iter().any(|(code, _)| code == action),
                            "{place}: no words for {action}"
                        );
                    }
                    if let Some(entity) = texts.get(1) {
                        assert!(
                            ENTITIES.iter().any(|(code, _)| code == entity),
                            "{place}: no words for {entity}"
                        );
                    }
                }
            }
        }
        assert!(found > 12, "only {found} words found");
        for kind in AccountEventKind::ALL {
            let action = action_of(*kind);
            assert!(ACTIONS.iter().any(|(code, _)| *code == action), "no words for {action}");
        }
        for code in [crate::service::audit::CHECKED, "audit_pruned"] {
            assert!(ACTIONS.iter().any(|(known, _)| *known == code), "no words for {code}");
        }
    }
}
