//! English sentences of the verifier that works on the reader's own device.

use super::En;
use crate::domain::certification::verdict::Verdict;
use crate::i18n::vi::offline::Offline;

crate::i18n::translate_sentences! {
    Offline for En {
        offline_check_notice = "No network. This page still checks certificates, by the revocation list it has fetched.";
        camera_title = "Scan the QR code";
        camera_start = "Open the camera";
        camera_stop = "Stop the camera";
        camera_hint = "Point the camera at the QR code on the certificate. Pictures do not leave this device.";
        camera_view = "Camera picture";
        camera_refused = "This page may not use the camera, or the camera is busy. Allow it in the browser's settings, or take a photo of the certificate and choose it below.";
        camera_missing = "This browser cannot open the camera. Take a photo of the certificate and choose it below.";
        drop_title = "Choose a file or picture";
        drop_label = "PDF file, photo or credential (JSON)";
        drop_hint = "You can also drop a file on this page. It is checked on your device and sent nowhere.";
        drop_button = "Check the file";
        compare_on_server = "Send the PDF file to the server, to compare it with the one issued";
        reading_picture = "Looking for the QR code in the picture…";
        reader_missing = "The picture reader could not be loaded without network. Try again later, or use the PDF file.";
        checking_here = "Checking on this device…";
        check_impossible = "This browser is too old to check by itself. Type the code, or use a newer browser.";
        device_title = "Checked on this device";
        keys_as_of(moment: &str) = "The issuer's public keys: as at {moment}, Việt Nam time.";
        lists_as_of(moment: &str, age: &str) = "Revocation list on this device: as at {moment}, Việt Nam time ({age}).";
        lists_none = "This device has no revocation list yet: results will not be checked for revocation.";
        list_taken(moment: &str) = "Took the revocation list of {moment}.";
        status_list_refused = "This revocation list is not signed by the issuer and is not used.";
        works_offline = "This page works without network. With network it fetches the whole revocation list, so the server does not learn whose certificate you check.";
        works_offline_file = "This file needs no network and sends nothing. For a newer revocation list, choose the list's file (address …/status/1) as you would choose a certificate.";
        wrong_address_title = "This page's address is not the issuer's";
        wrong_address(host: &str) = "The true page is at {host}. Do not trust results shown here.";
        file_origin(host: &str) = "This file checks certificates of {host}. Use it only when you got it from the issuer; you can compare its SHA-256 with the one the issuer publishes.";
        file_needs_script = "This file needs a browser that runs JavaScript.";
        unchecked_headline = "Genuine certificate, but NOT checked for revocation";
        unchecked_explanation = "The signature is the issuer's. This device has no revocation list, so nobody can tell here whether the certificate was revoked. Connect to the network and check again.";
        old_list_headline = "Genuine certificate, but the revocation list is old";
        old_list_explanation = "The signature is the issuer's, and the list on this device does not name the certificate. The list is old: connect to the network and check again.";
        offline_headline(verdict: Verdict) = { match verdict {
            Verdict::Genuine => "Genuine certificate, not revoked",
            Verdict::Revoked => "This certificate has been revoked",
            Verdict::Superseded => "This certificate has been replaced",
            Verdict::Expired => "Genuine certificate, but expired",
            Verdict::Forged => "Forged or altered certificate",
            Verdict::SignedNotRegistered => "Signature valid, but ask the register",
            Verdict::Unknown => "No certificate could be read",
        } };
        offline_explanation(verdict: Verdict) = { match verdict {
            Verdict::Genuine => "The signature is the issuer's, and the revocation list signed by the issuer does not name this certificate.",
            Verdict::Revoked => "The revocation list signed by the issuer names this certificate. Do not rely on it.",
            Verdict::Superseded => "The issuer has issued another certificate to correct this one. Use the new one.",
            Verdict::Expired => "The signature is the issuer's, but the certificate's time is over.",
            Verdict::Forged => "The content does not match the issuer's signature, or somebody else's key signed it.",
            Verdict::SignedNotRegistered => "The key that signed it leaked later. Only the register can tell whether the certificate was issued before that.",
            Verdict::Unknown => "There is no credential here that this page can read.",
        } };
        next_title = "What to do next";
        offline_next(verdict: Verdict) = { match verdict {
            Verdict::Genuine => "Compare name, assessment and date above with the certificate in your hand. If all agree, you can rely on it.",
            Verdict::Revoked => "Do not accept it. If its holder thinks this is a mistake, ask them to contact the issuer.",
            Verdict::Superseded => "Ask the holder for the new certificate.",
            Verdict::Expired => "Ask the holder for a certificate that is still valid.",
            Verdict::Forged => "Do not accept it. Keep a copy and tell the issuer.",
            Verdict::SignedNotRegistered => "Ask the register with the link below before you accept it.",
            Verdict::Unknown => "Try again: photograph the whole QR code straight, close and well lit; choose the PDF file as it was issued; or type the code printed beside the QR code.",
        } };
        next_when_unchecked = "Connect to the network and check again, or ask the register. Compare name, assessment and date above with the certificate in your hand.";
        ask_register = "Ask the register (sends the certificate's code to the server)";
        code_only_headline = "Only the register knows this code";
        code_only_explanation = "A code does not hold the certificate's content. The issuer's register can tell which certificate it is.";
        notes_title = "Please note";
        note_unchecked = "Not checked for revocation: this device has no usable revocation list.";
        note_old_keys = "The issuer has changed its keys since this page was kept. Load the page again with a network, then check again.";
        note_old_list = "The revocation list on this device is too old.";
        note_key_leaked = "The key that signed it has leaked; the date on the certificate alone cannot be trusted.";
        note_page_not_compared = "Only the credential inside the file was checked. What is drawn on the PDF's page may have been altered: compare it with what is shown here.";
        note_other_address = "The QR code leads to an address that is not the issuer's. Do not open that address.";
        note_no_code = "No readable QR code was found in the picture.";
        note_too_large = "The file is too large. Certificates issued here are always smaller than 2 MB.";
        list_used(moment: &str, age: &str) = "By the revocation list of {moment} ({age}).";
        checked_here_at(moment: &str) = "Checked on this device at {moment}, Việt Nam time. Nothing about this certificate was sent to the server.";
        issued_from_label = "Issued at address";
    }
}
