package io.botfleet.adapters.k8s.sealedsecrets;

import io.botfleet.application.failure.Permanent;
import io.botfleet.application.failure.Unavailable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Date;

/** A certificate that somebody fetched and put there, as {@code kubeseal --fetch-cert} does; read again at every use. */
public final class CertificateFile implements SealingCertificate {
    private final Path file;
    private final Clock clock;

    public CertificateFile(Path file, Clock clock) {
        this.file = file;
        this.clock = clock;
    }

    @Override
    public X509Certificate current() {
        try (InputStream content = Files.newInputStream(file)) {
            X509Certificate certificate =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(content);
            certificate.checkValidity(Date.from(clock.instant()));
            return certificate;
        } catch (CertificateException useless) {
            throw new Permanent(file + " holds no sealing certificate that is valid now", useless);
        } catch (IOException unreadable) {
            throw new Unavailable(file + " can't be read", unreadable);
        }
    }
}
