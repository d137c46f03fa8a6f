//! What was prepared and never signed: given up when its key signs no more.

use super::certificates::Prepared;
use crate::domain::identifier::CertificateId;
use crate::store::{Connection, StoreError, on};

/// Makes a prepared certificate a reserved one again. False when something else is prepared by now, or it is issued.
///
/// # Errors
/// When the database fails.
pub async fn give_up(
    connection: &mut Connection<'_>,
    id: CertificateId,
    prepared: &Prepared,
) -> Result<bool, StoreError> {
    let updated = on!(connection, c => sqlx::query(
        "update certificate set state = 'reserved', key_id = null, to_be_signed = null, qr_to_be_signed = null
         where id = $1 and state = 'prepared' and key_id = $2 and to_be_signed = $3",
    )
    .bind(id.to_string())
    .bind(&prepared.key_id)
    .bind(&prepared.to_be_signed)
    .execute(&mut **c)
    .await
    .map(|result| result.rows_affected()))?;
    Ok(updated > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::certification::claim::Claim;
    use crate::domain::timestamp::Timestamp;
    use crate::store::assessment::banks::to_json;
    use crate::store::certification::certificates::Issued;
    use crate::store::certification::making::{self, Issuing};
    use crate::store::{Store, transact};

    fn prepared(key_id: &str) -> Prepared {
        let bytes = format!("bytes for {key_id}");
        Prepared { key_id: key_id.to_owned(), to_be_signed: bytes.clone(), qr_to_be_signed: bytes }
    }

    #[tokio::test]
    async fn an_instance_that_comes_late_with_a_retired_key_issues_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(&format!("sqlite:{}", folder.path().join("late.db").display())).await.expect("opens");
        let claim: Claim =
            serde_json::from_str(include_str!("../../../tests/independent/claim.json")).expect("a claim");
        let id = claim.id;
        let issued = Issued {
            credential: "{}".to_owned(),
            qr_text: String::new(),
            sealed_hash: [0; 32],
            pdf_sha256: String::new(),
        };
        let now = Timestamp::from_micros(0);
        let done = transact!(store, StoreError, |c| {
            on!(c, link => sqlx::query(
                "insert into certificate (id, basis, state, serial, register_number, status_list, status_index, claim,
                                          reserved_at, search_name)
                 values ($1, 'none', 'reserved', '1', '1', 1, 1, $2, 0, '')",
            )
            .bind(id.to_string())
            .bind(to_json(&claim))
            .execute(&mut **link)
            .await
            .map(drop))?;
            let (old, new) = (prepared("old"), prepared("new"));
            let issuing = |prepared| [Issuing { id, prepared, issued: &issued }];
            // What was frozen otherwise meanwhile is another worker's.
            let elsewhere = Claim { holder: "Trần Đức Ưng".to_owned(), ..claim.clone() };
            let foreign = making::prepare_all(c, &[(&elsewhere, &old)]).await?.len();
            let ours = making::prepare_all(c, &[(&claim, &old)]).await?.len();
            let given_up = [give_up(c, id, &prepared("other")).await?, give_up(c, id, &old).await?];
            making::prepare_all(c, &[(&claim, &new)]).await?;
            let late = making::issue_all(c, &issuing(&old), now).await?.len();
            let first = making::issue_all(c, &issuing(&new), now).await?.len();
            Ok(([foreign, ours], given_up, [late, first], give_up(c, id, &new).await?))
        });
        assert_eq!(done.expect("written"), ([0, 1], [false, true], [0, 1], false));
    }
}
